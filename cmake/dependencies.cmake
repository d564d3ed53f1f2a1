# Debian 12's packages, all installed by scripts/setup. Nothing is fetched, nothing is vendored.

find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(TBB REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

# Boost 1.81 is unpacked beside the system by scripts/setup (it says why).
find_path(BOOST_ROOT_INCLUDE boost/asio.hpp PATHS /opt/fiveways/boost-1.81/usr/include NO_DEFAULT_PATH)
find_path(BOOST_ROOT_INCLUDE boost/asio.hpp)
if(NOT BOOST_ROOT_INCLUDE)
  message(FATAL_ERROR "Boost 1.81's headers are missing: run scripts/setup")
endif()
file(STRINGS ${BOOST_ROOT_INCLUDE}/boost/version.hpp boost_version REGEX "define BOOST_VERSION ")
if(NOT boost_version MATCHES "1081[0-9][0-9]")
  message(FATAL_ERROR "${BOOST_ROOT_INCLUDE} holds another Boost than 1.81: run scripts/setup")
endif()

add_library(boost_asio INTERFACE)
target_include_directories(boost_asio SYSTEM INTERFACE ${BOOST_ROOT_INCLUDE})
target_compile_definitions(boost_asio INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(boost_asio INTERFACE Threads::Threads)

# The stackful cells' libraries lie beside the headers. Static, so that the program finds them wherever it runs.
foreach(name context fiber)
  find_library(BOOST_${name} NAMES libboost_${name}.a PATHS ${BOOST_ROOT_INCLUDE}/../lib PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH)
  if(NOT BOOST_${name})
    message(FATAL_ERROR "Boost 1.81's libboost_${name} is missing: run scripts/setup")
  endif()
endforeach()
add_library(boost_fiber INTERFACE)
target_include_directories(boost_fiber SYSTEM INTERFACE ${BOOST_ROOT_INCLUDE})
target_link_libraries(boost_fiber INTERFACE ${BOOST_fiber} ${BOOST_context})
