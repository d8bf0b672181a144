import Hummingbird
import NIOCore
import ServiceDesk
import SupportPolicy

/// An error as RFC 9457 says it to programs, with the clause where a policy refused.
struct Problem: JSONWritable {
    let failure: Failure
    let language: Language
    /// Of the request, by which the log knows it.
    let id: String

    init(_ failure: Failure, _ context: DeskContext) {
        self.failure = failure
        language = context.language
        id = context.id
    }

    func write(_ json: inout JSONText) {
        json.member("type", failure.clause == nil ? "about:blank" : "urn:ventanilla:refused")
        json.member("title", failure.title(in: language))
        json.member("status", failure.status.code)
        json.member("detail", failure.sentence(in: language))
        json.member("instance", "urn:ventanilla:request:\(id)")
        if let clause = failure.clause { json.object("cites", CiteJSON(clause).write) }
        json.member(ifAny: "way_in", failure.wayIn)
        guard !failure.problems.isEmpty else { return }
        json.array("errors") { json in
            for problem in failure.problems {
                json.object { json in
                    json.member("field", problem.field)
                    json.member("message", problem.message(in: language))
                }
            }
        }
    }

    var response: Response {
        var response = JSONAnswer.response(self, status: failure.status, type: "application/problem+json")
        if failure.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter = failure.retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }
}

/// JSON as it leaves the house.
enum JSONAnswer {
    static func response(_ value: some JSONWritable, status: HTTPResponse.Status, type: String = "application/json") -> Response {
        var json = JSONText()
        json.object(value.write)
        return Response(
            status: status, headers: [.contentType: "\(type); charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.utf8)))
    }
}
