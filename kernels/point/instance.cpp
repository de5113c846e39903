#include "kernels/arch/instance.hpp"
#include "kernels/point/table.hpp"
#ifdef TBBIMG_LEVEL_scalar
#include "kernels/point/brighten_ref.hpp"
#include "kernels/point/invert_threshold_ref.hpp"
#include "kernels/point/lookup_ref.hpp"
#include "kernels/point/narrow_ref.hpp"
#include "kernels/point/words_ref.hpp"
#else
#include "kernels/point/brighten-inl.hpp"
#include "kernels/point/invert_threshold-inl.hpp"
#include "kernels/point/lookup-inl.hpp"
#include "kernels/point/narrow-inl.hpp"
#include "kernels/point/words-inl.hpp"
#endif

TBBIMG_DEFINE_TABLE(point, Point)
