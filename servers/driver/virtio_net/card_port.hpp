/// \file
/// A card as its client has it.
#pragma once

#include "card.hpp"

class card_port final : public server::port_object {
public:
    card_port(server::loop &loop, std::unique_ptr<card> c)
        : port_object(loop), card_(std::move(c)) {}

    card &it() { return *card_; }
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::packet_card_interface>(*this, in, out);
    }
    void serve(protocol::packet_send, const mach::rpc::call<protocol::packet_send> &c) {
        card_->send(c.request.frame.address, c.request.frame.size);
    }

private:
    std::unique_ptr<card> card_;
};
