#include "engine/operations/builtin/builtin.hpp"

#include "engine/operations/registry.hpp"

namespace tbbimg {

OperationRegistry OperationRegistry::with_builtin_operations() {
  OperationRegistry registry;
  add_resize_operations(registry);
  add_filter_operations(registry);
  add_point_operations(registry);
  add_color_operations(registry);
  add_enhance_operations(registry);
  add_composite_operations(registry);
  add_text_operations(registry);
  add_geometry_operations(registry);
  return registry;
}

}  // namespace tbbimg
