#pragma once
// The functions of libpq that a session calls.

#include <libpq-fe.h>

#include "workloads/library.h"

namespace workloads {

/// libpq, loaded by the first call of `libpq()`, so with the first connection. Each member is the function of its name after PQ.
struct Libpq {
  Library library{"libpq.so.5", "libpq5"};
  decltype(PQclear)* clear = library.find("PQclear");
  decltype(PQcmdTuples)* cmdTuples = library.find("PQcmdTuples");
  decltype(PQconnectdbParams)* connectdbParams = library.find("PQconnectdbParams");
  decltype(PQconsumeInput)* consumeInput = library.find("PQconsumeInput");
  decltype(PQerrorMessage)* errorMessage = library.find("PQerrorMessage");
  decltype(PQexec)* exec = library.find("PQexec");
  decltype(PQexecPrepared)* execPrepared = library.find("PQexecPrepared");
  decltype(PQfinish)* finish = library.find("PQfinish");
  decltype(PQflush)* flush = library.find("PQflush");
  decltype(PQgetResult)* getResult = library.find("PQgetResult");
  decltype(PQgetlength)* getlength = library.find("PQgetlength");
  decltype(PQgetvalue)* getvalue = library.find("PQgetvalue");
  decltype(PQisBusy)* isBusy = library.find("PQisBusy");
  decltype(PQntuples)* ntuples = library.find("PQntuples");
  decltype(PQprepare)* prepare = library.find("PQprepare");
  decltype(PQresultStatus)* resultStatus = library.find("PQresultStatus");
  decltype(PQsendQueryPrepared)* sendQueryPrepared = library.find("PQsendQueryPrepared");
  decltype(PQsetnonblocking)* setnonblocking = library.find("PQsetnonblocking");
  decltype(PQsocket)* socket = library.find("PQsocket");
  decltype(PQstatus)* status = library.find("PQstatus");
};

inline const Libpq& libpq() {
  static const Libpq loaded;
  return loaded;
}

}  // namespace workloads
