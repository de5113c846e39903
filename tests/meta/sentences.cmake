# Nothing decides by words: no message and no sentence is compared, searched or cut. The type Sentence refuses most of it;
# this finds what goes through its text. Tests may look at words.
# usage: cmake -D ROOT=repository -P sentences.cmake
cmake_minimum_required(VERSION 3.25)
set(search "(find|rfind|find_first_of|starts_with|ends_with|substr|compare|contains|erase|resize)\\(")
set(words "(message(\\.text\\(\\))?|sentence\\(\\)(\\.text\\(\\))?|sentence_of\\([^()]*(\\([^()]*\\))?[^()]*\\)(\\.text\\(\\))?|to_string\\(\\))")
set(patterns
  "${words}\\.${search}"
  "${words} *[!=]="
  "[!=]= *[A-Za-z_0-9.*>(-]*${words}"
  "(string|string_view)\\([A-Za-z_0-9.*>(-]*${words}\\)\\.${search}")
set(problems "")
set(count 0)
foreach(folder kernels codecs engine tools examples)
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.cpp)
  foreach(file ${files})
    math(EXPR count "${count} + 1")
    foreach(pattern ${patterns})
      file(STRINGS ${ROOT}/${file} lines REGEX "${pattern}")
      foreach(line ${lines})
        string(STRIP "${line}" line)
        string(APPEND problems "  ${file}: ${line}\n")
      endforeach()
    endforeach()
  endforeach()
endforeach()
if(problems)
  message(FATAL_ERROR "decides by words; give Error a code, a kind or a figure, or Skip a kind:\n${problems}")
endif()
if(count LESS 100)
  message(FATAL_ERROR "found ${count} files only: is ROOT the repository?")
endif()
message(STATUS "${count} files decide by no words")
