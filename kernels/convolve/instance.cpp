#include "kernels/arch/instance.hpp"
#include "kernels/convolve/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/convolve/box_ref.hpp"
#include "kernels/convolve/coarse_ref.hpp"
#include "kernels/convolve/convolve_2d_ref.hpp"
#include "kernels/convolve/median_ref.hpp"
#include "kernels/convolve/premultiplied_ref.hpp"
#include "kernels/convolve/separable_ref.hpp"
#include "kernels/convolve/signed_ref.hpp"
#include "kernels/convolve/sobel_ref.hpp"
#include "kernels/convolve/unsharp_ref.hpp"
#include "kernels/convolve/wide_box_ref.hpp"
#else
#include "kernels/convolve/box-inl.hpp"
#include "kernels/convolve/coarse-inl.hpp"
#include "kernels/convolve/convolve_2d-inl.hpp"
#include "kernels/convolve/median-inl.hpp"
#include "kernels/convolve/premultiplied-inl.hpp"
#include "kernels/convolve/separable-inl.hpp"
#include "kernels/convolve/signed-inl.hpp"
#include "kernels/convolve/sobel-inl.hpp"
#include "kernels/convolve/unsharp-inl.hpp"
#include "kernels/convolve/wide_box-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(convolve, Convolve)
