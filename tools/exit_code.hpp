// How the command ends; scripts rely on these numbers.
#pragma once

#include <string_view>

namespace tbbimg::tools {

/// 70 and above are those of <sysexits.h>.
enum class ExitCode : int {
  done = 0,
  some_failed = 1,
  usage = 2,
  bad_plan = 3,
  internal = 70,
  cannot_create = 73,
  environment = 74,
  interrupted = 75,
  bad_recipe = 78,
};

/// For the help.
inline constexpr std::string_view kExitCodesHelp =
    R"(Exit codes:
  0   all done, or nothing left to do
  1   some images failed
  2   wrong usage
  3   the plan is wrong: no input, or inputs that would share an output
  70  a bug of tbbimg
  73  the output folder cannot be created
  74  the environment failed, such as a full disk
  75  interrupted; --resume goes on
  78  the recipe is wrong)";

}  // namespace tbbimg::tools
