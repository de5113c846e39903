#include "kernels/arch/instance.hpp"
#include "kernels/geometry/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/geometry/orient_ref.hpp"
#else
#include "kernels/geometry/orient-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(geometry, Geometry)
