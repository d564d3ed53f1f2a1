# Debian 12's packages, all installed by scripts/setup. Nothing is fetched, nothing is vendored.

find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(TBB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(liburing REQUIRED IMPORTED_TARGET liburing)
pkg_check_modules(libuv REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)

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

# With io_uring Asio has files, which are on a ring; sockets and timers stay on epoll as long as that is not disabled.
add_library(boost_asio INTERFACE)
target_include_directories(boost_asio SYSTEM INTERFACE ${BOOST_ROOT_INCLUDE})
target_compile_definitions(boost_asio INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                           BOOST_ASIO_DISABLE_BOOST_COROUTINE BOOST_ASIO_HAS_IO_URING)
target_link_libraries(boost_asio INTERFACE PkgConfig::liburing Threads::Threads)

# llhttp, the HTTP parser of Node.js: Debian's package holds its C, which is compiled here. Strict: what is lenient in its loose
# mode (a blank before a header's colon, more requests after "Connection: close") is how requests are smuggled.
find_path(LLHTTP_SOURCE llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)
find_path(LLHTTP_INCLUDE llhttp.h PATHS /usr/share/include/llhttp NO_DEFAULT_PATH)
if(NOT LLHTTP_SOURCE OR NOT LLHTTP_INCLUDE)
  message(FATAL_ERROR "The source of llhttp (Debian's package node-llhttp) is missing: run scripts/setup")
endif()
add_library(llhttp STATIC ${LLHTTP_SOURCE}/llhttp.c ${LLHTTP_SOURCE}/api.c ${LLHTTP_SOURCE}/http.c)
target_include_directories(llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE})
target_compile_definitions(llhttp PRIVATE LLHTTP_STRICT_MODE=1)
if(FIVEWAYS_SANITIZE)
  # Without function: it calls its callbacks through pointers of other types, as C may on every platform it knows.
  target_compile_options(llhttp PRIVATE -fsanitize=${FIVEWAYS_SANITIZE} -fno-sanitize=function -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()
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
