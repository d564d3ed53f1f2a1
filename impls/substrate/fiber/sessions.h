#pragma once
// Sessions of libraries that own their socket, on the `fiber` backend.

#include "impls/substrate/epoll/sessions.h"
#include "impls/substrate/fiber/own_thread.h"

namespace impls::substrate::fiber {

using epoll::Watch;

/// See SessionsOnLoop.
template <void (*start)(OwnLoop&, SessionPart)>
using SessionCell = OnOwnThread<SessionsOnLoop<OwnLoop, start>>;

}  // namespace impls::substrate::fiber
