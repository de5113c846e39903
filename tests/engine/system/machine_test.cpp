#include "engine/system/machine.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("machine: machines of one name are told apart by their boots") {
  REQUIRE(boot_id().size() == 36);
  CHECK(machine_identity().find("/" + boot_id() + "/") != std::string::npos);
  CHECK(machine_identity().find("pid:[") != std::string::npos);
}
