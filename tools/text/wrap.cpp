#include "tools/text/wrap.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg::tools {

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent, std::size_t hang) {
  constexpr std::string_view kBlanks = " \n";
  std::string result(indent, ' ');
  std::size_t column = indent;
  bool is_first = true;
  for (std::size_t begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (!is_first && column + 1 + word.size() > width) {
      result.append("\n").append(indent + hang, ' ');
      column = indent + hang;
      is_first = true;
    }
    if (!std::exchange(is_first, false)) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
    begin = text.find_first_not_of(kBlanks, end);
  }
  return result;
}

std::string reflowed(std::string_view text, std::size_t width) {
  std::string result;
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) result += wrapped(paragraph, width) + "\n";
    paragraph.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (indent > 0 || line.empty()) {
      end_paragraph();
      const bool fits = line.size() <= width;
      result.append(fits ? std::string(line) : wrapped(line, width, indent, 4)).append("\n");
      continue;
    }
    paragraph.append(paragraph.empty() ? "" : " ").append(line);
    if (line.ends_with(':')) end_paragraph();
  }
  end_paragraph();
  while (result.ends_with('\n')) result.pop_back();
  return result;
}

}  // namespace tbbimg::tools
