#include "msh/option.hpp"

#include "msh/job.hpp"
#include "msh/output.hpp"

namespace msh {

namespace {

struct description {
    option which;
    char letter;
    const char *name;
};

constexpr description descriptions[] = {
    {option::allexport, 'a', "allexport"},
    {option::notify, 'b', "notify"},
    {option::noclobber, 'C', "noclobber"},
    {option::errexit, 'e', "errexit"},
    {option::noglob, 'f', "noglob"},
    {option::hashall, 'h', "hashall"},
    {option::interactive, 'i', "interactive"},
    {option::login, 'l', "login"},
    {option::monitor, 'm', "monitor"},
    {option::noexec, 'n', "noexec"},
    {option::read_stdin, 's', "stdin"},
    {option::nounset, 'u', "nounset"},
    {option::verbose, 'v', "verbose"},
    {option::xtrace, 'x', "xtrace"},
    {option::pipefail, 0, "pipefail"},
    {option::ignoreeof, 'I', "ignoreeof"},
    {option::nolog, 0, "nolog"},
    {option::vi, 'V', "vi"},
    {option::emacs, 'E', "emacs"},
};

void set(option o, bool on) {
    const bool was = shell.on(o);
    shell.set(o, on);
    // One of the two at most.
    if (on && o == option::vi) shell.set(option::emacs, false);
    if (on && o == option::emacs) shell.set(option::vi, false);
    if (o == option::monitor && was != on) set_job_control(on);
}

}  // namespace

const char *option_letters() {
    static char letters[32];
    char *end = letters;
    for (const auto &d : descriptions)
        if (d.letter && shell.on(d.which)) *end++ = d.letter;
    if (shell.command_string) *end++ = 'c';
    *end = 0;
    return letters;
}

bool set_option_letter(char letter, bool on) {
    for (const auto &d : descriptions)
        if (d.letter == letter && letter) {
            set(d.which, on);
            return true;
        }
    return false;
}

bool set_option_name(std::string_view name, bool on) {
    for (const auto &d : descriptions)
        if (d.name == name) {
            set(d.which, on);
            return true;
        }
    return false;
}

void print_options(bool to_be_read) {
    for (const auto &d : descriptions) {
        const bool on = shell.on(d.which);
        if (to_be_read)
            out.print("set %co %s\n", on ? '-' : '+', d.name);
        else
            out.print("%-16s%s\n", d.name, on ? "on" : "off");
    }
}

}  // namespace msh
