#include "engine/io/output_name.hpp"

#include <algorithm>
#include <string>

#include "engine/io/case_folding.hpp"
#include "engine/io/state_folder.hpp"

namespace tbbimg {
namespace {

bool is_state_folder(std::string_view component) {
  return component.starts_with('.') && case_folded(component) == kStateFolder;
}

// Empty if it may stand in a name.
std::string_view fault_of(std::string_view component) {
  if (component.empty()) return "has a component without a name";
  if (component == "." || component == "..") return "has a component that is only dots, which leads to another folder";
  if (is_state_folder(component)) return "lies in .tbbimg, which is for journals and files that are not whole yet";
  return component.find('\0') == std::string_view::npos ? std::string_view() : "holds a NUL";
}

}  // namespace

Status check_output_name(std::string_view name) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (const std::string_view fault = fault_of(name.substr(begin, end - begin)); !fault.empty()) {
      return fail(ErrorCode::invalid_argument,
                  "the output name '" + std::string(name) + "' " + std::string(fault) + "; choose another --name");
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace tbbimg
