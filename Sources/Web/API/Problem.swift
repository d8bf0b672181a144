import Foundation
import Hummingbird
import NIOCore
import ServiceDesk
import SupportPolicy

/// An error as RFC 9457 says it to programs, with the clause where a policy refused.
struct Problem: Encodable {
    struct Field: Encodable {
        let field: String
        let message: String
    }

    let type: String
    let title: String
    let status: Int
    let detail: String
    var instance: String?
    var cites: CiteJSON?
    var wayIn: String?
    var errors: [Field]?
    private let retryAfter: Int?

    enum CodingKeys: String, CodingKey {
        case type, title, status, detail, instance, cites, errors
        case wayIn = "way_in"
    }

    init(_ failure: Failure, _ context: DeskContext) {
        let language = context.language
        type = failure.clause == nil ? "about:blank" : "urn:ventanilla:refused"
        title = failure.title(in: language)
        status = failure.status.code
        detail = failure.sentence(in: language)
        instance = "urn:ventanilla:request:\(context.id)"
        cites = failure.clause.map(CiteJSON.init)
        wayIn = failure.wayIn
        errors = failure.problems.isEmpty ? nil : failure.problems.map { Field(field: $0.field, message: $0.message(in: language)) }
        retryAfter = failure.retryAfter
    }

    var response: Response {
        var response = JSONAnswer.response(self, status: .init(code: status), type: "application/problem+json")
        if status == 401 { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        return response
    }
}

/// JSON as it leaves the house.
enum JSONAnswer {
    static func response(_ value: some Encodable, status: HTTPResponse.Status, type: String = "application/json") -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // What we encode is our own plain values: there is nothing in them that JSON cannot say.
        let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return Response(
            status: status, headers: [.contentType: "\(type); charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
