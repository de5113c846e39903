#include "engine/operations/builtin/builtin.hpp"

#include "engine/operations/registry.hpp"

namespace tbbimg {

OperationRegistry OperationRegistry::with_builtin_operations() {
  OperationRegistry registry;
  registry.begin_group("size");
  add_resize_operations(registry);
  registry.begin_group("place");
  add_geometry_operations(registry);
  registry.begin_group("tone");
  add_point_operations(registry);
  add_enhance_operations(registry);
  registry.begin_group("colour");
  add_color_operations(registry);
  registry.begin_group("filter");
  add_filter_operations(registry);
  registry.begin_group("layer");
  add_composite_operations(registry);
  add_text_operations(registry);
  return registry;
}

}  // namespace tbbimg
