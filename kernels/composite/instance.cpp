#include "kernels/arch/instance.hpp"
#include "kernels/composite/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/composite/over_ref.hpp"
#include "kernels/composite/over_words_ref.hpp"
#else
#include "kernels/composite/over-inl.hpp"
#include "kernels/composite/over_words-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(composite, Composite)
