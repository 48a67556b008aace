#include <memory/file_pages.hpp>

#include <algorithm>
#include <bit>
#include <new>

#include <lib/port_object.hpp>
#include <lib/resident_copy.hpp>
#include <mach/interface/memory_object.hpp>
#include <mach/mach.h>
#include <port/open_port.hpp>

namespace memory {

namespace {

constexpr uint64_t mapping_min = 64 * 1024;

constexpr uint64_t whole_pages(uint64_t bytes) {
    return (bytes + file_pages::page - 1) & ~(file_pages::page - 1);
}

}  // namespace

/// The port by which the kernel speaks to the pager of one object.
class file_pages::pager final : public server::port_object {
public:
    explicit pager(page_source &from) : port_object(port::main_loop()), source_(from) {}
    ~pager() override {
        if (control_) (void)mach_port_deallocate(mach_task_self(), control_);
    }

    /// Makes the object. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] kern_return_t create_object(mach_port_t &object);
    /// Serves what is in the port's queue. Within itself only when `always`: a request served may
    /// lead here, and all that came before it has been taken in then.
    void catch_up(bool always = false);
    mach_port_t control() const { return control_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        const auto done = serve_one(in, out);
        source_.returned_all();
        return done;
    }
    void serve(memory_object_init_routine, mach::rpc::call<memory_object_init_routine> call) {
        control_ = call.request.control.name;
        (void)memory_object_ready(control_, 1, MEMORY_OBJECT_COPY_DELAY);
    }
    void serve(memory_object_data_request_routine,
               mach::rpc::call<memory_object_data_request_routine> call) {
        source_.wanted(call.request.offset);
    }
    void serve(memory_object_data_return_routine,
               mach::rpc::call<memory_object_data_return_routine> call) {
        const auto &data = call.request.data;
        const auto at = reinterpret_cast<mach_vm_address_t>(data.address);
        if (data.size == page) source_.returned(call.request.offset, reinterpret_cast<char *>(at));
        (void)mach_vm_deallocate(mach_task_self(), at, data.size);
    }
    void serve(memory_object_data_unlock_routine,
               mach::rpc::call<memory_object_data_unlock_routine>) {}  // nothing is ever locked
    void serve(memory_object_lock_completed_routine,
               mach::rpc::call<memory_object_lock_completed_routine>) {}
    void serve(memory_object_terminate_routine, mach::rpc::call<memory_object_terminate_routine>) {}

private:
    mach::rpc::disposition serve_one(mach_msg_header_t &in, mach_msg_header_t &out) {
        return mach::rpc::demux<memory_object_pager_interface>(*this, in, out);
    }

    page_source &source_;
    bool busy_ = false;  ///< catching up
    mach_port_t control_ = MACH_PORT_NULL;
};

kern_return_t file_pages::pager::create_object(mach_port_t &object) {
    const task_t self = mach_task_self();
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    kern_return_t kr =
        mach_port_extract_right(self, port(), MACH_MSG_TYPE_MAKE_SEND, &right, &kind);
    if (kr != KERN_SUCCESS) return kr;
    kr = memory_object_create_paged(mach_host_self(), right, mapping_min, &object);
    (void)mach_port_deallocate(self, right);
    if (kr != KERN_SUCCESS) return kr;
    catch_up();  // its first message is the control port
    return control_ ? KERN_SUCCESS : KERN_RESOURCE_SHORTAGE;
}

void file_pages::pager::catch_up(bool always) {
    union {
        mach_msg_header_t header;
        struct {
            mach::rpc::wire<mach::interface::memory_object_return_message> message;
            mach_msg_max_trailer_t trailer;
        } largest;
    } in;
    alignas(16) char out[256];
    const bool before = std::exchange(busy_, true);
    if (before && !always) return source_.returned_all();
    while (mach_msg(&in.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof in, port(), 0,
                    MACH_PORT_NULL) == MACH_MSG_SUCCESS)
        (void)serve_one(in.header, reinterpret_cast<mach_msg_header_t &>(out));
    busy_ = before;
    source_.returned_all();
}

vfs::outcome<> file_pages::create(page_source &from) {
    if (!server::prepare_resident_copies()) return vfs::fail(ENOMEM);
    pager_ = new (std::nothrow) pager(from);
    mach_port_t object = MACH_PORT_NULL;
    if (!pager_ || pager_->create_object(object) != KERN_SUCCESS) {
        if (object) (void)mach_port_deallocate(mach_task_self(), object);
        delete std::exchange(pager_, nullptr);
        return vfs::fail(ENOMEM);
    }
    handle_ = object;
    size_ = mapping_min;
    return {};
}

bool file_pages::resize(uint64_t bytes) {
    if (memory_object_truncate(handle_, bytes) != KERN_SUCCESS) return false;
    size_ = bytes;
    return true;
}

/// Maps all of `room` bytes, in place of what has been mapped.
bool file_pages::map(uint64_t room) {
    mach_vm_address_t address = 0;
    if (mach_vm_map(mach_task_self(), &address, room, 0, VM_FLAGS_ANYWHERE | VM_FLAGS_RESIDENT,
                    handle_, 0, 0, VM_PROT_DEFAULT, VM_PROT_DEFAULT,
                    VM_INHERIT_NONE) != KERN_SUCCESS)
        return false;
    if (data_)
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data_),
                                 mapped_);
    data_ = reinterpret_cast<char *>(address);
    mapped_ = room;
    return true;
}

vfs::outcome<> file_pages::reserve(uint64_t bytes) {
    const uint64_t room = std::bit_ceil(std::max(bytes, mapping_min));
    if (bytes > size_ && !resize(exact_ ? whole_pages(bytes) : room)) return vfs::fail(ENOMEM);
    return bytes <= mapped_ || map(room) ? vfs::outcome<>() : vfs::fail(ENOMEM);
}

void file_pages::discard_from(uint64_t from) {
    if (from < size_) (void)resize(from);
}

void file_pages::keep_exact(uint64_t bytes) {
    exact_ = true;
    if (whole_pages(bytes) != size_) (void)resize(whole_pages(bytes));
}

void file_pages::reset() {
    shares_.drop();
    if (data_)
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data_),
                                 mapped_);
    if (handle_) (void)mach_port_deallocate(mach_task_self(), handle_);
    delete std::exchange(pager_, nullptr);
    data_ = nullptr;
    size_ = mapped_ = 0;
    handle_ = 0;
    exact_ = false;
}

bool file_pages::read(uint64_t offset, void *to, std::size_t count) const {
    return server::copy_resident(to, data_ + offset, count);
}

bool file_pages::write(uint64_t offset, const void *from, std::size_t count) {
    return server::copy_resident(data_ + offset, from, count);
}

bool file_pages::present(uint64_t offset) const {
    int disposition = 0, references = 0;
    return mach_vm_page_query(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data_) + offset,
                              &disposition, &references) == KERN_SUCCESS &&
           (disposition & VM_PAGE_QUERY_PAGE_PRESENT) != 0;
}

bool file_pages::in_use() {
    constexpr int own = 2;  // the mapping and the right
    if (!data_) return false;
    const auto references = [this] {
        int disposition = 0, count = own;
        (void)mach_vm_page_query(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data_),
                                 &disposition, &count);
        return count;
    };
    // Messages that carried parts of it have cut the mapping in pieces, each with a reference.
    const int before = own + shares_.count();
    if (references() > before && (!map(mapped_) || references() > before)) return true;
    shares_.drop();  // a client that has kept such a right can map it
    return references() > own;
}

vfs::outcome<> file_pages::supply(uint64_t offset, const char *bytes, std::size_t count,
                                  bool changed) {
    const kern_return_t kr =
        memory_object_data_supply(pager_->control(), offset, reinterpret_cast<vm_offset_t>(bytes),
                                  static_cast<mach_msg_type_number_t>(count), 0, 0, changed);
    return kr == KERN_SUCCESS ? vfs::outcome<>() : vfs::fail(ENOMEM);
}

void file_pages::refuse(uint64_t offset, std::size_t count) {
    (void)memory_object_data_error(pager_->control(), offset, count, KERN_MEMORY_ERROR);
}

vfs::outcome<> file_pages::clean(uint64_t offset, uint64_t count, bool forget) {
    constexpr unsigned most_attempts = 64;  // each of which frees what the one before has returned
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        const kern_return_t kr = memory_object_lock_request(
            pager_->control(), offset, count, MEMORY_OBJECT_RETURN_ALL, forget, VM_PROT_NONE);
        pager_->catch_up(true);
        if (kr != KERN_RESOURCE_SHORTAGE) return {};
    }
    return vfs::fail(ENOMEM);
}

void file_pages::catch_up() {
    if (pager_) pager_->catch_up();
}

}  // namespace memory
