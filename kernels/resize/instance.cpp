#include "kernels/arch/instance.hpp"
#include "kernels/resize/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/resize/float_rows_ref.hpp"
#include "kernels/resize/resize_ref.hpp"
#include "kernels/resize/word_rows_ref.hpp"
#else
#include "kernels/resize/float_rows-inl.hpp"
#include "kernels/resize/float_samples-inl.hpp"
#include "kernels/resize/resize-inl.hpp"
#include "kernels/resize/word_rows-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(resize, Resize)
