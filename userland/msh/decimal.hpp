// Decimal fractions, for printf's %f %e %g: digits stay digits, so nothing is lost by a binary
// form between, and every written digit is right.
#pragma once

#include "msh/format.hpp"

namespace msh {

class decimal {
public:
    // Reads [+-]digits[.digits][e[+-]digits], inf or nan; returns what follows it, `text` itself if
    // there is no number.
    const char *read(const char *text);
    // By f.conversion, one of e E f F g G.
    void write(buffer &into, const number_format &f) const;

private:
    void round(buffer &digits, long &point, long kept) const;

    bool negative_ = false;
    const char *word_ = nullptr;  // "inf" or "nan" in place of a number
    buffer digits_;               // without zeros at the beginning
    long point_ = 0;              // digits before the decimal point
};

}  // namespace msh
