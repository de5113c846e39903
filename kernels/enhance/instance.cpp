#include "kernels/arch/instance.hpp"
#include "kernels/enhance/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/enhance/clahe_ref.hpp"
#include "kernels/enhance/histogram_ref.hpp"
#include "kernels/enhance/luma_shift_ref.hpp"
#else
#include "kernels/enhance/clahe-inl.hpp"
#include "kernels/enhance/histogram-inl.hpp"
#include "kernels/enhance/luma_shift-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(enhance, Enhance)
