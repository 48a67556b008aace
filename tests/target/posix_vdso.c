/* The vDSO as C libraries and Go's runtime read it: hash table, names, versions. */
#include "posix_test.h"

#include <elf.h>
#include <sys/auxv.h>
#include <time.h>

#ifdef __aarch64__
static const char prefix[] = "__kernel_", version[] = "LINUX_2.6.39";
#else
static const char prefix[] = "__vdso_", version[] = "LINUX_2.6";
#endif

static const char *image;
static const char *strings;
static const Elf64_Sym *symbols;
static const Elf64_Word *hashes;
static const Elf64_Versym *symbol_versions;
static const Elf64_Verdef *versions;

static void find_tables(void) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image;
    const Elf64_Phdr *parts = (const Elf64_Phdr *)(image + header->e_phoff);
    const Elf64_Dyn *dynamic = NULL;
    for (int i = 0; i < header->e_phnum; ++i)
        if (parts[i].p_type == PT_DYNAMIC) dynamic = (const Elf64_Dyn *)(image + parts[i].p_offset);
    CHECK(dynamic != NULL);
    for (; dynamic != NULL && dynamic->d_tag != DT_NULL; ++dynamic) {
        const char *at = image + dynamic->d_un.d_ptr;
        switch (dynamic->d_tag) {
        case DT_STRTAB: strings = at; break;
        case DT_SYMTAB: symbols = (const Elf64_Sym *)at; break;
        case DT_HASH: hashes = (const Elf64_Word *)at; break;
        case DT_VERSYM: symbol_versions = (const Elf64_Versym *)at; break;
        case DT_VERDEF: versions = (const Elf64_Verdef *)at; break;
        }
    }
}

/* The number of the version that the functions have; -1: none. */
static int version_number(void) {
    for (const Elf64_Verdef *at = versions;; at = (const void *)((const char *)at + at->vd_next)) {
        const Elf64_Verdaux *name = (const void *)((const char *)at + at->vd_aux);
        if ((at->vd_flags & VER_FLG_BASE) == 0 && strcmp(strings + name->vda_name, version) == 0)
            return at->vd_ndx & 0x7fff;
        if (at->vd_next == 0) return -1;
    }
}

static const void *function(const char *name) {
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    for (Elf64_Word i = 1; i < hashes[1]; ++i)
        if (strcmp(strings + symbols[i].st_name, whole) == 0) {
            CHECK((symbol_versions[i] & 0x7fff) == version_number());
            return image + symbols[i].st_value;
        }
    return NULL;
}

int main(void) {
    image = (const char *)getauxval(AT_SYSINFO_EHDR);
    CHECK(image != NULL && memcmp(image, ELFMAG, SELFMAG) == 0);
    find_tables();
    CHECK(strings != NULL && symbols != NULL && hashes != NULL && symbol_versions != NULL &&
          versions != NULL);
    if (versions == NULL) return finish();
    CHECK(version_number() > 0);
    int (*get_time)(clockid_t, struct timespec *) = function("clock_gettime");
    CHECK(get_time != NULL && function("gettimeofday") != NULL);
    struct timespec before, now, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(get_time != NULL && get_time(CLOCK_MONOTONIC, &now) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK(now.tv_sec >= before.tv_sec && now.tv_sec <= after.tv_sec);
    return finish();
}
