// The operations that come with tbbimg, a file per group.
#pragma once

namespace tbbimg {

class OperationRegistry;

void add_resize_operations(OperationRegistry& registry);  // thumbnail, resize
void add_filter_operations(OperationRegistry& registry);  // blur, box, convolve and its presets, unsharp, median, sobel
void add_point_operations(OperationRegistry& registry);   // brighten, contrast, gamma, levels, saturation, ...
void add_color_operations(OperationRegistry& registry);   // flatten
void add_composite_operations(OperationRegistry& registry);  // fill, overlay
void add_enhance_operations(OperationRegistry& registry);    // normalize, equalize, clahe, white-balance, threshold
void add_text_operations(OperationRegistry& registry);       // text
void add_geometry_operations(OperationRegistry& registry);   // rotate, flip, transpose, crop, trim, pad

}  // namespace tbbimg
