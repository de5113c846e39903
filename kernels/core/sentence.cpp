#include "kernels/core/sentence.hpp"

// Nothing else may stand in this file: programs of tests bring a function of their own in its place.
std::string tbbimg::detail::worded(std::string words) { return words; }
