#include "kernels/arch/instance.hpp"
#include "kernels/color/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/color/color_matrix_ref.hpp"
#include "kernels/color/flatten_ref.hpp"
#include "kernels/color/gray_to_rgb_ref.hpp"
#include "kernels/color/grayscale_ref.hpp"
#include "kernels/color/words_ref.hpp"
#else
#include "kernels/color/color_matrix-inl.hpp"
#include "kernels/color/flatten-inl.hpp"
#include "kernels/color/gray_to_rgb-inl.hpp"
#include "kernels/color/grayscale-inl.hpp"
#include "kernels/color/words-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(color, Color)
