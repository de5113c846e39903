# What `cmake --install` gives to include: at most 60 headers, and whatever one of them includes is another.
# The command, the tests and tbbimg itself include more; that may change from one version to the next.
set(TBBIMG_PUBLIC_KERNELS
  color/flatten composite/fill composite/over convolve/border convolve/convolve_2d convolve/kernel_2d convolve/separable
  core/error core/path core/sentence geometry/orient geometry/pad image/buffer_pool image/image image/image_view
  image/pixel_format resize/resize simd/kernels simd/level)
# For operations of one's own the rest is behind OperationRegistry; who builds no engine has the kernels alone.
if(NOT TBBIMG_ENGINE)
  list(APPEND TBBIMG_PUBLIC_KERNELS
    color/color_matrix color/gray_to_rgb color/grayscale compare/ssim convolve/median convolve/sobel convolve/unsharp
    enhance/clahe enhance/histogram enhance/tone geometry/content_box point/brighten point/curve point/lookup
    point/point_chain saliency/window)
endif()
set(TBBIMG_PUBLIC_CODECS
  decoder encoder encoder_option format_info image_info image_reader limits metadata/exif metadata/metadata registry)
set(TBBIMG_PUBLIC_ENGINE
  events/metrics events/observer events/run_counts events/run_recorder events/run_report
  files/directories files/sync_mode
  io/if_exists io/shard io/sink io/skip io/source
  journal/resume_scope
  naming/output_names
  operations/argument operations/image_facts operations/operation operations/placeholders operations/registry
  operations/values
  pipeline/pipeline pipeline/run_controls pipeline/run_options
  recipe/condition recipe/name_template recipe/quality_target recipe/recipe
  run/image_run run/plan run/run_refusal run/run_spec)
