#include "description.hpp"

#include <algorithm>

namespace {

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    if (const auto comment = line.find('#'); comment != line.npos) line = line.substr(0, comment);
    while (true) {
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin == line.npos) return words;
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \t\r"), line.size());
        words.emplace_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::unexpected<std::string> mistake(unsigned line, const std::string &what) {
    std::string digits;
    for (unsigned n = line; n != 0; n /= 10)
        digits.insert(digits.begin(), static_cast<char>('0' + n % 10));
    return std::unexpected("line " + digits + ": " + what);
}

bool known_right(const std::string &right) {
    return right == "host_priv" || right == "device_master" || right == "archive";
}

using words = std::vector<std::string>;

/// One line inside a service; \return what is wrong, or nothing.
std::string add(service_description &service, const words &line) {
    const std::string &key = line[0];
    const words values(line.begin() + 1, line.end());
    if (values.empty()) return "'" + key + "' wants a value";
    auto append = [&](words &to) { to.insert(to.end(), values.begin(), values.end()); };
    if (key == "program") {
        service.program = values[0];
    } else if (key == "arguments") {
        append(service.arguments);
    } else if (key == "provides") {
        append(service.provides);
    } else if (key == "needs") {
        append(service.needs);
    } else if (key == "rights") {
        for (const auto &right : values)
            if (!known_right(right)) return "unknown right '" + right + "'";
        append(service.rights);
    } else if (key == "restart") {
        if (values[0] != "always" && values[0] != "never")
            return "'restart' is 'always' or 'never'";
        service.restart = values[0] == "always";
    } else {
        return "unknown word '" + key + "'";
    }
    return {};
}

/// Puts services after what they need (depth first); a circle or an unknown name is a mistake.
class sorter {
public:
    explicit sorter(std::vector<service_description> &services)
        : services_(services), marks_(services.size()) {}

    std::expected<std::vector<service_description>, std::string> run() {
        for (std::size_t i = 0; i < services_.size(); ++i)
            if (auto done = visit(i); !done) return std::unexpected(done.error());
        return std::move(sorted_);
    }

private:
    enum class mark : unsigned char { none, open, done };

    std::expected<void, std::string> visit(std::size_t i) {
        if (marks_[i] == mark::done) return {};
        if (marks_[i] == mark::open)
            return mistake(services_[i].line,
                           "service '" + services_[i].name + "' needs itself by a circle");
        marks_[i] = mark::open;
        for (const auto &name : services_[i].needs) {
            const auto other = std::find_if(services_.begin(), services_.end(),
                                            [&](auto &s) { return s.name == name; });
            if (other == services_.end())
                return mistake(services_[i].line,
                               "service '" + services_[i].name + "' needs unknown '" + name + "'");
            if (auto done = visit(static_cast<std::size_t>(other - services_.begin())); !done)
                return done;
        }
        marks_[i] = mark::done;
        sorted_.push_back(services_[i]);
        return {};
    }

    std::vector<service_description> &services_;
    std::vector<mark> marks_;
    std::vector<service_description> sorted_;
};

}  // namespace

std::expected<system_description, std::string> parse_description(std::string_view text) {
    system_description system;
    for (unsigned number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const words line = words_of(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        if (line[0] == "service" || line[0] == "init") {
            if (line.size() != 2) return mistake(number, "'" + line[0] + "' wants one name");
            if (line[0] == "init") {
                system.init = line[1];
                continue;
            }
            for (const auto &other : system.services)
                if (other.name == line[1])
                    return mistake(number, "service '" + line[1] + "' stands twice");
            system.services.emplace_back();
            system.services.back().name = line[1];
            system.services.back().line = number;
            continue;
        }
        if (system.services.empty()) return mistake(number, "'" + line[0] + "' outside a service");
        if (auto what = add(system.services.back(), line); !what.empty())
            return mistake(number, what);
    }
    for (const auto &service : system.services)
        if (service.program.empty())
            return mistake(service.line, "service '" + service.name + "' has no program");
    auto sorted = sorter(system.services).run();
    if (!sorted) return std::unexpected(sorted.error());
    system.services = std::move(*sorted);
    return system;
}
