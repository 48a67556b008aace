/// \file
/// TCP sockets (tcp(7)).
#pragma once

#include <deque>
#include <memory>

#include <lwip/tcp.h>

#include "../socket.hpp"
#include "endpoint.hpp"
#include "pbuf_queue.hpp"

namespace network {

class tcp_socket final : public socket {
public:
    explicit tcp_socket(uint32_t family) : socket(family, socket_type::stream, 6) {}
    ~tcp_socket() override;

    outcome<std::size_t> send(outgoing &message) override;
    outcome<> receive(incoming &message) override;
    uint32_t ready() override;
    outcome<> bind(const address &name, const protocol::socket_credentials &who) override;
    outcome<> connect(const address &to, mach_port_t port,
                      const protocol::socket_credentials &who) override;
    outcome<> connected() override;
    outcome<> listen(int backlog, const protocol::socket_credentials &who) override;
    outcome<std::unique_ptr<socket>> accept() override;
    outcome<> shutdown(uint32_t how) override;
    address name() const override;
    outcome<address> peer_name() const override;
    outcome<int> control(uint32_t request, std::span<char> data, std::size_t &size) override;
    outcome<std::size_t> get_option(int level, int name, std::span<char> value) override;
    outcome<> set_option(int level, int name, std::span<const char> value) override;

protected:
    bool listening() const override { return state_ == state::listening; }

private:
    enum class state : uint8_t { fresh, listening, connecting, connected, closed };

    /// Takes over a connection that has come in.
    tcp_socket(uint32_t family, ::tcp_pcb *pcb);
    outcome<> need_pcb();
    void attach();
    void detach();
    void take(pbuf *data);
    void failed(err_t error);
    outcome<std::size_t> get_tcp(int name, std::span<char> value);

    std::size_t send_room() const;
    void count_sent();
    static err_t on_receive(void *self, ::tcp_pcb *, pbuf *data, err_t);
    static err_t on_sent(void *self, ::tcp_pcb *, u16_t);
    static err_t on_poll(void *self, ::tcp_pcb *);
    static err_t on_connected(void *self, ::tcp_pcb *, err_t);
    static err_t on_accept(void *self, ::tcp_pcb *made, err_t error);
    static void on_error(void *self, err_t error);

    ::tcp_pcb *pcb_ = nullptr;
    state state_ = state::fresh;
    pbuf_queue received_;
    held_bytes sent_;  ///< not acknowledged yet
    bool bound_ = false, only_v6_ = false;
    bool end_received_ = false, shut_receive_ = false, shut_send_ = false;
    endpoint local_{}, remote_{};  ///< kept when the connection is over
    std::deque<std::unique_ptr<tcp_socket>> backlog_;
};

}  // namespace network
