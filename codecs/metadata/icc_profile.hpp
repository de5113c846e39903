// What is read from an ICC profile.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tbbimg {

/// The name by which people know a profile: its description tag (ICC.1:2022, 9.2.41), of type textDescriptionType
/// (ICC.1:2001, 6.5.17; its ASCII part) or multiLocalizedUnicodeType (ICC.1:2022, 10.15; English if it is there, else
/// the first language), as UTF-8 in one line of at most 200 bytes. Empty if there is none, or if it is broken: metadata
/// never costs a picture. Takes no more memory than the name, whatever the profile claims.
[[nodiscard]] std::string icc_profile_name(std::span<const std::uint8_t> profile);

}  // namespace tbbimg
