#include "pseudo_terminals.hpp"

#include <algorithm>

pseudo_terminal *pseudo_terminals::create(uint32_t uid) {
    auto place = std::find(table_.begin(), table_.end(), nullptr);
    if (place == table_.end()) {
        if (table_.size() == limit) return nullptr;
        place = table_.insert(place, nullptr);
    }
    const auto number = static_cast<uint32_t>(place - table_.begin());
    *place = std::make_unique<pseudo_terminal>(*this, number, uid, clock_);
    return place->get();
}

pseudo_terminal *pseudo_terminals::find(uint32_t number) const {
    pseudo_terminal *found = next(number);
    return found && found->number() == number ? found : nullptr;
}

pseudo_terminal *pseudo_terminals::next(uint32_t number) const {
    for (std::size_t i = number; i < table_.size(); ++i)
        if (table_[i] && table_[i]->master_open()) return table_[i].get();
    return nullptr;
}

terminal *pseudo_terminals::controlling(uint32_t session) const {
    for (const auto &p : table_)
        if (p && p->slave().session() == session) return &p->slave();
    return nullptr;
}

void pseudo_terminals::expire_reads(uint64_t now_ns) {
    for (const auto &p : table_)
        if (p) p->slave().expire_reads(now_ns);
}
