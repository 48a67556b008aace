/// \file
/// The port "packet": the cards by number.
#pragma once

#include <memory>
#include <vector>

#include "card_port.hpp"

class packet_service final : public server::port_object {
public:
    explicit packet_service(server::loop &loop) : port_object(loop), loop_(loop) {}

    void add(std::unique_ptr<card> c) {
        cards_.push_back(std::make_unique<card_port>(loop_, std::move(c)));
    }
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::packet_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::packet_open, const mach::rpc::call<protocol::packet_open> &c);

private:
    server::loop &loop_;
    std::vector<std::unique_ptr<card_port>> cards_;
};
