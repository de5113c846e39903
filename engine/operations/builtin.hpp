// The operations that come with tbbimg, a file per group.
#pragma once

namespace tbbimg {

class OperationRegistry;

void add_resize_operations(OperationRegistry& registry);     // thumbnail, resize
void add_filter_operations(OperationRegistry& registry);     // blur, box
void add_color_operations(OperationRegistry& registry);      // brighten, grayscale, flatten
void add_composite_operations(OperationRegistry& registry);  // fill, overlay
void add_geometry_operations(OperationRegistry& registry);   // rotate, flip, transpose, crop, pad

}  // namespace tbbimg
