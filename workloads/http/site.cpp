// The text of replies.
#include "workloads/http/site.h"

namespace workloads::http {
namespace {

std::string_view reason_of(Status status) {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::bad_request:
      return "Bad Request";
    case Status::not_found:
      return "Not Found";
    case Status::method_not_allowed:
      return "Method Not Allowed";
    case Status::content_too_large:
      return "Content Too Large";
    case Status::uri_too_long:
      return "URI Too Long";
    case Status::expectation_failed:
      return "Expectation Failed";
    case Status::fields_too_large:
      return "Request Header Fields Too Large";
    case Status::not_implemented:
      return "Not Implemented";
    case Status::version_not_supported:
      return "HTTP Version Not Supported";
  }
  return "";
}

std::string status_text(Status status) { return std::to_string(static_cast<int>(status)) + " " + std::string(reason_of(status)); }

}  // namespace

std::string head_until_date(Status status, std::size_t content_bytes) {
  std::string head = "HTTP/1.1 " + status_text(status) + "\r\nServer: fiveways\r\n";
  if (status == Status::method_not_allowed) head += "Allow: GET, HEAD\r\n";
  return head + "Content-Type: text/plain\r\nContent-Length: " + std::to_string(content_bytes) + "\r\nDate: ";
}

std::string error_body(Status status) { return status_text(status) + "\n"; }

}  // namespace workloads::http
