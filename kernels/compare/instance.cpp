#include "kernels/arch/instance.hpp"
#include "kernels/compare/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/compare/ssim_ref.hpp"
#else
#include "kernels/compare/ssim-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(compare, Compare)
