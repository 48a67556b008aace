#include <CppUTest/TestHarness.h>

#include <string>

#include <tree.hpp>
#include <vfs/pipe.hpp>

namespace flag = vfs::open_flag;

TEST_GROUP(pipe) {
    vfs::pipe_filesystem fs;
    vfs::description in, out;
    vfs::credentials who;
    void setup() override { CHECK(vfs::make_pipe(fs, 0, 1, 2, in, out).has_value()); }
    void teardown() override {
        in.close();
        out.close();
    }
    int write(const std::string &text) {
        auto done = out.write(vfs::at_position, text.data(), text.size(), who);
        return done ? static_cast<int>(*done) : -done.error();
    }
    std::string read(std::size_t count) {
        std::string text(count, 0);
        auto done = in.read(vfs::at_position, text.data(), count);
        return done ? text.substr(0, *done) : "?" + std::to_string(done.error());
    }
};

TEST(pipe, carries_bytes_in_order) {
    LONGS_EQUAL(5, write("hello"));
    LONGS_EQUAL(6, write(" world"));
    STRCMP_EQUAL("hello w", read(7).c_str());
    STRCMP_EQUAL("orld", read(100).c_str());
}

TEST(pipe, knows_full_and_empty) {
    STRCMP_EQUAL("?11", read(1).c_str());
    LONGS_EQUAL(65536, write(std::string(70000, 'x')));
    LONGS_EQUAL(-EAGAIN, write("y"));
    LONGS_EQUAL(1000, read(1000).size());
    // Short writes are all or nothing, long ones take what room there is.
    LONGS_EQUAL(-EAGAIN, write(std::string(1001, 'y')));
    LONGS_EQUAL(1000, write(std::string(5000, 'y')));
    LONGS_EQUAL(65536, read(100000).size());
}

TEST(pipe, is_small_when_all_together_are_large) {
    vfs::pipe::limit_all(100'000);
    vfs::description read_end, write_end;
    CHECK(vfs::make_pipe(fs, 0, 1, 2, read_end, write_end).has_value());
    vfs::pipe &small = *read_end.io->as_pipe();
    LONGS_EQUAL(4096, small.limit());
    LONGS_EQUAL(EPERM, small.set_limit(65536).error());
    CHECK(small.set_limit(8192).has_value());
    in.close();
    out.close();
    CHECK(small.set_limit(65536).has_value());
    read_end.close();
    write_end.close();
    vfs::pipe::limit_all(~std::size_t{0});
    CHECK(vfs::make_pipe(fs, 0, 1, 2, in, out).has_value());
    LONGS_EQUAL(65536, in.io->as_pipe()->limit());
}

TEST(pipe, wraps_around) {
    std::string expected, got;
    for (int i = 0; i < 500; ++i) {
        const std::string piece(static_cast<std::size_t>(1 + i * 7 % 900),
                                static_cast<char>('a' + i % 26));
        if (write(piece) > 0) expected += piece;
        got += read(static_cast<std::size_t>(1 + i * 11 % 600));
    }
    got += read(65536);
    CHECK(expected == got);
}

TEST(pipe, ends_when_the_other_side_closes) {
    write("last");
    out.close();
    STRCMP_EQUAL("last", read(10).c_str());
    STRCMP_EQUAL("", read(10).c_str());
}

TEST(pipe, breaks_without_readers) {
    in.close();
    LONGS_EQUAL(-EPIPE, write("x"));
    LONGS_EQUAL(0, write(""));
}

TEST(pipe, tells_its_readiness) {
    LONGS_EQUAL(0, in.ready() & POLLIN);
    LONGS_EQUAL(POLLOUT, out.ready() & POLLOUT);
    write(std::string(62000, 'x'));
    LONGS_EQUAL(POLLIN, in.ready() & POLLIN);
    LONGS_EQUAL(0, out.ready() & POLLOUT);
    vfs::description other;
    std::swap(other, out);
    other.close();
    LONGS_EQUAL(POLLHUP, in.ready() & POLLHUP);
}

TEST(pipe, has_no_position_and_one_direction) {
    LONGS_EQUAL(ESPIPE, in.seek(0, 0).error());
    char byte;
    LONGS_EQUAL(ESPIPE, in.read(0, &byte, 1).error());
    LONGS_EQUAL(EBADF, out.read(vfs::at_position, &byte, 1).error());
    LONGS_EQUAL(EBADF, in.write(vfs::at_position, "x", 1, who).error());
}

TEST(pipe, takes_back_what_reached_nobody) {
    write("abcdef");
    STRCMP_EQUAL("abcd", read(4).c_str());
    in.unread(4);
    STRCMP_EQUAL("abcdef", read(10).c_str());
}

TEST(pipe, counts_what_is_queued) {
    write("12345");
    char data[256];
    std::size_t size = 0;
    LONGS_EQUAL(0, *in.io->control(in, 0x541b, 0, data, size));
    LONGS_EQUAL(4, size);
    LONGS_EQUAL(5, *reinterpret_cast<int *>(data));
    LONGS_EQUAL(ENOTTY, in.io->control(in, 0x5401, 0, data, size).error());
}

TEST(pipe, a_pipe_has_the_attributes_of_its_maker) {
    LONGS_EQUAL(S_IFIFO | 0600, in.node->mode);
    LONGS_EQUAL(1, in.node->uid);
    CHECK(in.node == out.node);
}

TEST_GROUP(fifo) {
    tree t;
    vfs::description other;
    void setup() override { t.make_node("/fifo", S_IFIFO | 0666); }
    void teardown() override { other.close(); }
};

TEST(fifo, is_one_pipe_for_all_who_open_it) {
    LONGS_EQUAL(0, t.open("/fifo", flag::read_only | flag::nonblock));
    std::swap(other, t.file);
    LONGS_EQUAL(0, t.open("/fifo", flag::write_only | flag::nonblock));
    CHECK(other.io == t.file.io);
    LONGS_EQUAL(0, t.write(vfs::at_position, "through"));
    char text[10];
    LONGS_EQUAL(7, *other.read(vfs::at_position, text, 10));
}

TEST(fifo, needs_a_reader_to_write_without_waiting) {
    LONGS_EQUAL(ENXIO, t.open("/fifo", flag::write_only | flag::nonblock));
    LONGS_EQUAL(0, t.open("/fifo", flag::read_write | flag::nonblock));
}

TEST(fifo, forgets_what_was_in_it_when_all_have_closed) {
    t.open("/fifo", flag::read_write);
    t.write(vfs::at_position, "lost");
    LONGS_EQUAL(0, t.open("/fifo", flag::read_only | flag::nonblock));
    char text[10];
    LONGS_EQUAL(0, *t.file.read(vfs::at_position, text, 10));
}

TEST(fifo, outlives_its_name) {
    t.open("/fifo", flag::read_write);
    t.unlink("/fifo");
    LONGS_EQUAL(0, t.write(vfs::at_position, "x"));
}
