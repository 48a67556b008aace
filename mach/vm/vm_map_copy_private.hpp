// Included inside class vm_map_copy: the state that only vm_map_copy*.cpp touches.
friend class zone<vm_map_copy>;
friend class vm_map;
vm_map_copy() = default;
~vm_map_copy();

using entry_list = list<vm_map_entry, &vm_map_entry::transit_hook>;
[[nodiscard]] static result<ref<vm_map_copy>> create(uint64_t size, uint64_t offset);
/// For pages on their way to a pager: room for them, and the pages one by one.
friend class memory_object_return;
friend class vm_swap_write;
[[nodiscard]] static result<ref<vm_map_copy>> of_pages(unsigned count);
/// False when there is no memory for the place, which there always is for page 0.
[[nodiscard]] bool put_page(vm_page &page, uint64_t index);
/// Shares a range of whole pages instead of copying it.
[[nodiscard]] static result<ref<vm_map_copy>> share(vm_map &source, const vm_range &range);
/// Makes a twin of each region in `range`, by `make`.
template <class Make>
result<> gather(vm_map &source, const vm_range &range, vm_prot_t needed, Make make)
    REQUIRES(source.lock);
/// Maps the regions into `target` with their own protections.
[[nodiscard]] result<uint64_t> place(vm_map &target, const vm_placement &where,
                                     vm_inherit_t inheritance);
/// What is allowed in all regions.
vm_attributes common_attributes() const;
uint64_t page_bytes() const {
    return (offset_ + size_ + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}

ref<memory_object_pager> washer_;  ///< it is a page that vm_laundry counts
entry_list entries_;               ///< in order; start and end count from the first page
uint64_t offset_ = 0;              ///< of the first byte in its page
uint64_t source_address_ =
    0;  ///< of the first byte in the sender's map, for its thread to wait for
