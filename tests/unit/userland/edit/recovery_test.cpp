#include <algorithm>
#include <random>
#include <string>

#include "edit/core/recovery_record.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

std::string record_of(const document &doc, file_version base) {
    std::string record;
    const recovery_header header{.process = 12, .base = base, .path = "/a\nb"};
    CHECK(write_recovery(header, doc.content(), [&record](std::string_view part) {
        record += part;
        return true;
    }));
    return record;
}

}  // namespace

TEST_GROUP(recovery){};

TEST(recovery, brings_back_what_was_edited) {
    std::mt19937_64 random{9};
    for (const size_t size : {size_t{0}, size_t{1000}, self_contained + 1}) {
        std::string original(size, 'o');
        document doc(original);
        for (int i = 0; i < 200; ++i) {
            const size_t from = random() % (doc.content().size() + 1);
            const size_t most = std::min<size_t>(doc.content().size() - from, 30);
            doc.replace(from, from + random() % (most + 1), std::string(random() % 20, '\n'));
        }
        const std::string record = record_of(doc, {.size = size, .seconds = 5});
        CHECK_EQUAL(size > self_contained, recovery_needs_base(record));
        CHECK(record.size() < 200000);
        document fresh(original);
        CHECK(apply_recovery(record, fresh));
        CHECK(fresh.content().copy(0, fresh.content().size()) ==
              doc.content().copy(0, doc.content().size()));
        CHECK(fresh.undo());
        CHECK_FALSE(fresh.modified());
        const auto header = read_recovery_header(record);
        CHECK(header && header->process == 12 && header->base.size == size &&
              header->path == "/a\nb");
    }
}

TEST(recovery, damaged_records_do_nothing) {
    document doc("base");
    doc.replace(1, 2, "xyz");
    const std::string record = record_of(doc, {});
    for (size_t cut = 0; cut < record.size(); ++cut) {
        document fresh("base");
        CHECK_FALSE(apply_recovery(std::string_view(record).substr(0, cut), fresh));
        CHECK_FALSE(fresh.modified());
    }
    for (const char *bad : {"o 0 5\nend\n", "o 5 0\nend\n", "o 2 1\no 1 1\nend\n", "a 99\nx\nend\n",
                            "a 18446744073709551615\n\nend\n", "o 1 18446744073709551615\nend\n",
                            "x\nend\n", "end\nx"}) {
        document fresh("base");
        CHECK_FALSE(apply_recovery(std::string("edit-recovery 1 1 4 0 0 0\n\n") + bad, fresh));
        CHECK_FALSE(fresh.modified());
    }
}
