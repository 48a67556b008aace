// Commands as text, for the list of jobs.

#include "msh/buffer.hpp"
#include "msh/job.hpp"

namespace msh {

namespace {

void describe_parts(const part *p, buffer &into) {
    for (; p; p = p->next) {
        switch (p->kind) {
        case part_kind::tilde: into.add('~'); [[fallthrough]];
        case part_kind::text:
            if (p->quoted) into.add('\'');
            into.add(std::string_view(p->text, p->size));
            if (p->quoted) into.add('\'');
            break;
        case part_kind::parameter:
            into.add("${");
            if (p->parameter->special)
                into.add(p->parameter->special);
            else if (!p->parameter->name.empty())
                into.add(p->parameter->name);
            else
                into.add_number(p->parameter->position);
            into.add('}');
            break;
        case part_kind::command: into.add("$(...)"); break;
        case part_kind::arithmetic: into.add("$((...))"); break;
        }
    }
}

void describe_word(const word &w, buffer &into) {
    if (w.parts)
        describe_parts(w.parts, into);
    else if (w.plain)
        into.add(std::string_view(w.plain, w.plain_size));
}

void describe_redirections(const redirection *r, buffer &into) {
    static constexpr const char *signs[] = {"<",  ">",  ">|",  ">>", "<>", "<&",
                                            ">&", "<<", "<<<", "&>", "&>>"};
    for (; r; r = r->next) {
        const char *sign = signs[static_cast<size_t>(r->kind)];
        into.add(' ');
        if (*sign != '&' && r->descriptor != (*sign == '<' ? 0 : 1)) into.add_number(r->descriptor);
        into.add(sign);
        if (r->kind == redirection_kind::here_document)
            into.add("...");
        else
            describe_word(*r->target, into);
    }
}

}  // namespace

void describe_command(node *n, buffer &into) {
    if (!n || into.size() > 200) return;
    const auto between = [&](const char *before, node *body, const char *after) {
        into.add(before);
        describe_command(body, into);
        into.add(after);
    };
    switch (n->kind) {
    case node_kind::simple: {
        auto &s = *static_cast<simple_command *>(n);
        const size_t begin = into.size();
        for (const assignment *a = s.assignments; a; a = a->next) {
            if (into.size() > begin) into.add(' ');
            into.add(a->name);
            into.add('=');
            describe_word(*a->value, into);
        }
        for (const word *w = s.words; w; w = w->next) {
            if (into.size() > begin) into.add(' ');
            describe_word(*w, into);
        }
        describe_redirections(s.redirections, into);
        return;
    }
    case node_kind::pipeline: {
        auto &p = *static_cast<pipeline *>(n);
        if (p.negated) into.add("! ");
        for (int i = 0; i < p.count; i++) {
            if (i) into.add(" | ");
            describe_command(p.commands[i], into);
        }
        return;
    }
    case node_kind::and_list:
    case node_kind::or_list:
        describe_command(static_cast<binary *>(n)->left, into);
        into.add(n->kind == node_kind::and_list ? " && " : " || ");
        return describe_command(static_cast<binary *>(n)->right, into);
    case node_kind::sequence:
        for (sequence_item *i = static_cast<sequence *>(n)->first; i; i = i->next) {
            describe_command(i->command, into);
            if (i->background)
                into.add(" &");
            else if (i->next)
                into.add(';');
            if (i->next) into.add(' ');
        }
        return;
    case node_kind::function: return into.add("function");
    default: break;
    }
    auto &c = *static_cast<compound *>(n);
    switch (n->kind) {
    case node_kind::subshell: between("(", c.body, ")"); break;
    case node_kind::group: between("{ ", c.body, "; }"); break;
    case node_kind::if_clause:
        between("if ", c.condition, "; then ");
        between("", c.body, "; fi");
        break;
    case node_kind::while_loop:
    case node_kind::until_loop:
        between(n->kind == node_kind::while_loop ? "while " : "until ", c.condition, "; do ");
        between("", c.body, "; done");
        break;
    case node_kind::for_loop:
        into.add("for ");
        into.add(c.name);
        between("; do ", c.body, "; done");
        break;
    default: into.add("case"); break;
    }
    describe_redirections(c.redirections, into);
}

}  // namespace msh
