#include "description.hpp"

#include <algorithm>
#include <charconv>

namespace {

using words = std::vector<std::string>;

words words_of(std::string_view line) {
    words found;
    if (const auto comment = line.find('#'); comment != line.npos) line = line.substr(0, comment);
    while (true) {
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin == line.npos) return found;
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \t\r"), line.size());
        found.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::string decimal(unsigned number) {
    char text[12];
    return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

void append(words &to, const words &line) { to.insert(to.end(), line.begin() + 1, line.end()); }

std::string add_rights(service_description &service, const words &line) {
    for (auto right = line.begin() + 1; right != line.end(); ++right)
        if (*right != "host_priv" && *right != "device_master" && *right != "archive" &&
            *right != "kept_memory" && *right != "kept_rights")
            return "unknown right '" + *right + "'";
    append(service.rights, line);
    return {};
}

std::string set_restart(service_description &service, const std::string &value) {
    if (value == "always")
        service.restart = restart_policy::always;
    else if (value == "never")
        service.restart = restart_policy::never;
    else if (value == "machine")
        service.restart = restart_policy::machine;
    else
        return "'restart' is 'always', 'never' or 'machine'";
    return {};
}

/// One line inside a service; \return what is wrong, or nothing.
std::string add(service_description &service, const words &line) {
    const std::string &key = line[0];
    if (line.size() < 2) return "'" + key + "' wants a value";
    const std::string &value = line[1];
    if (key == "program") {
        service.program = value;
    } else if (key == "arguments") {
        append(service.arguments, line);
    } else if (key == "options") {
        append(service.options, line);
    } else if (key == "provides") {
        append(service.provides, line);
    } else if (key == "public") {
        append(service.open, line);
    } else if (key == "needs") {
        append(service.needs, line);
    } else if (key == "follows") {
        append(service.follows, line);
    } else if (key == "rights") {
        return add_rights(service, line);
    } else if (key == "restart") {
        return set_restart(service, value);
    } else if (key == "start") {
        if (value != "boot" && value != "manual") return "'start' is 'boot' or 'manual'";
        service.manual = value == "manual";
    } else {
        return "unknown word '" + key + "'";
    }
    return {};
}

/// Goes through the lines of one file.
class reader {
public:
    reader(std::string_view file, system_description &into) : file_(file), into_(into) {}

    void take(unsigned number, const words &line) {
        number_ = number;
        if (line[0] == "service") {
            begin(line);
        } else if (line[0] == "init") {
            if (line.size() < 2) return mistake("'init' wants a name");
            into_.init = line[1];
            into_.init_needs.assign(line.begin() + 2, line.end());
        } else if (line[0] == "include") {
            if (line.size() != 2) return mistake("'include' wants one name");
            into_.includes.push_back(line[1]);
        } else if (where_ == place::outside) {
            mistake("'" + line[0] + "' outside a service");
        } else if (where_ == place::in_service) {
            service_description &service = into_.services.back();
            if (auto what = add(service, line); !what.empty()) {
                service.broken = true;
                mistake(what);
            }
        }
    }

private:
    enum class place : unsigned char { outside, in_service, in_nameless };

    void begin(const words &line) {
        where_ = place::in_nameless;
        if (line.size() != 2) return mistake("'service' wants one name");
        for (const auto &other : into_.services)
            if (other.name == line[1]) return mistake("service '" + line[1] + "' stands twice");
        where_ = place::in_service;
        into_.services.emplace_back();
        into_.services.back().name = line[1];
        into_.services.back().file = file_;
        into_.services.back().line = number_;
    }
    void mistake(const std::string &what) {
        into_.mistakes.push_back(std::string(file_) + ":" + decimal(number_) + ": " + what);
    }

    std::string_view file_;
    system_description &into_;
    place where_ = place::outside;
    unsigned number_ = 0;
};

/// Puts services after what they need, depth first.
class sorter {
public:
    explicit sorter(system_description &system)
        : system_(system), marks_(system.services.size(), mark::none) {}

    void run() {
        for (std::size_t i = 0; i < marks_.size(); ++i) visit(i);
        system_.services = std::move(sorted_);
    }

private:
    enum class mark : unsigned char { none, open, sorted, left_out };

    void visit(std::size_t i) {
        if (marks_[i] != mark::none) return;
        marks_[i] = mark::open;
        marks_[i] = fit(i) ? mark::sorted : mark::left_out;
        if (marks_[i] == mark::sorted) sorted_.push_back(system_.services[i]);
    }
    bool fit(std::size_t i) {
        const service_description &service = system_.services[i];
        if (service.broken) return false;
        if (service.program.empty()) return mistake(service, "has no program");
        for (const auto *list : {&service.needs, &service.follows})
            for (const auto &name : *list)
                if (!visit_needed(service, name)) return false;
        return true;
    }
    bool visit_needed(const service_description &service, const std::string &name) {
        const auto other = std::ranges::find(system_.services, name, &service_description::name);
        if (other == system_.services.end())
            return mistake(service, "needs unknown '" + name + "'");
        const auto index = static_cast<std::size_t>(other - system_.services.begin());
        if (marks_[index] == mark::open) return mistake(service, "needs itself by a circle");
        visit(index);
        if (marks_[index] == mark::left_out)
            return mistake(service, "needs '" + name + "', which has a mistake");
        return true;
    }
    bool mistake(const service_description &service, const std::string &what) {
        system_.mistakes.push_back(service.file + ":" + decimal(service.line) + ": service '" +
                                   service.name + "' " + what);
        return false;
    }

    system_description &system_;
    std::vector<mark> marks_;
    std::vector<service_description> sorted_;
};

}  // namespace

void read_description(std::string_view file, std::string_view text, system_description &into) {
    reader lines(file, into);
    for (unsigned number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const words line = words_of(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty()) lines.take(number, line);
    }
}

void put_in_order(system_description &system) {
    sorter(system).run();
    std::erase_if(system.init_needs, [&](const std::string &name) {
        const bool provided = std::ranges::any_of(system.services, [&](const auto &service) {
            return !service.manual && std::ranges::count(service.provides, name) != 0;
        });
        if (!provided)
            system.mistakes.push_back("'init' waits for '" + name + "', which nobody registers");
        return !provided;
    });
}
