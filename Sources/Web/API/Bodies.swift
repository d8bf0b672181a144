import BusinessTime
import Crypto
import Foundation
import Hummingbird
import ServiceDesk
import SupportPolicy

/// What a program sends to open a ticket: JSON, or a form with files.
struct OpeningBody: Codable, Sendable {
    struct Requester: Codable, Sendable {
        var name: String?
        var email: String?
        var rfc: String?
    }

    var requester: Requester?
    var channel: String?
    var type: String?
    var category: String?
    var department: String?
    var priority: String?
    var severity: WholeNumber?
    var subject: String?
    var description: String?
    var files: [Upload] = []

    enum CodingKeys: String, CodingKey {
        case requester, channel, type, category, department, priority, severity, subject, description
    }

    static func read(_ request: Request, _ context: DeskContext) async throws -> OpeningBody {
        if let form = try await FormBody.ifMultipart(request, context) {
            var body = OpeningBody()
            body.requester = Requester(
                name: form.value("requester.name") ?? form.value("name"), email: form.value("requester.email") ?? form.value("email"),
                rfc: form.value("requester.rfc") ?? form.value("rfc"))
            body.channel = form.value("channel")
            body.type = form.value("type")
            body.category = form.value("category")
            body.department = form.value("department")
            body.priority = form.value("priority")
            body.severity = try form.number("severity").map(WholeNumber.init)
            body.subject = form.value("subject")
            body.description = form.value("description")
            if let json = form.value("requester"), let requester = try? JSONDecoder().decode(Requester.self, from: Data(json.utf8)) {
                body.requester = requester
            }
            body.files = form.files
            return body
        }
        return try await JSONBody.read(request, context)
    }

    /// The request that it asks for.
    ///
    /// - Throws: `.invalid` with every field that is missing.
    func request() throws -> NewRequest {
        var problems: [FieldProblem] = []
        func missing(_ field: String) { problems.append(FieldProblem(field, Said(es: "Falta \(field).", en: "\(field) is required."))) }
        if requester?.email?.isEmpty != false { missing("requester.email") }
        if subject?.isEmpty != false { missing("subject") }
        let kind = channel.flatMap(ChannelKind.init(rawValue:))
        if kind == nil {
            let list = ChannelKind.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(FieldProblem("channel", Said(es: "El canal es uno de: \(list).", en: "The channel is one of: \(list).")))
        }
        guard problems.isEmpty, let kind else { throw DeskError.invalid(problems) }
        var request = NewRequest(
            requesterEmail: requester?.email ?? "", channel: kind, subject: subject ?? "", description: description ?? "")
        request.requesterName = requester?.name
        request.rfc = requester?.rfc
        request.type = type
        request.category = category
        request.department = department
        request.priority = priority
        request.severity = severity?.value
        return request
    }

    /// What makes two requests the same: their fields and files, however they were written down.
    var fingerprint: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let fields = (try? encoder.encode(self)).map(Array.init) ?? []
        return files.reduce(fields) { $0 + Array($1.name.utf8) + Array(SHA256.hash(data: $1.bytes)) }
    }
}

/// What can be read from a request.
protocol ReadableBody: Sendable {
    static func read(_ request: Request, _ context: DeskContext) async throws -> Self
}

extension ReadableBody where Self: Decodable {
    static func read(_ request: Request, _ context: DeskContext) async throws -> Self {
        try await JSONBody.read(request, context)
    }
}

/// What a program sends with an action; each action reads its own fields.
struct ActionBody: Codable, ReadableBody {
    var type: String?
    var to: String?
    var text: String?
    var by: String?
    var reason: String?
    var question: String?
    var via: String?
    var toLevel: WholeNumber?
    var severity: WholeNumber?
    var priority: String?
    var category: String?
    /// Of the policy's rule.
    var form: String?
    var advance: String?
    var solved, delivers: Bool?
    var into: String?
    var email: String?
    var name: String?
    var document, agreedBy: String?
    var files: [Upload] = []

    enum CodingKeys: String, CodingKey {
        case to, text, by, reason, question, via, severity, priority, type, category, form, advance, solved, delivers, into, email, name, document
        case agreedBy = "agreed_by"
        case toLevel = "to_level"
    }

    static func read(_ request: Request, _ context: DeskContext) async throws -> ActionBody {
        if let form = try await FormBody.ifMultipart(request, context) {
            var body = ActionBody()
            body.to = form.value("to")
            body.text = form.value("text")
            body.by = form.value("by")
            body.document = form.value("document")
            body.delivers = form.value("delivers").map { $0 == "yes" || $0 == "true" }
            body.type = form.value("type")
            body.reason = form.value("reason")
            body.question = form.value("question")
            body.via = form.value("via")
            body.toLevel = try form.number("to_level").map(WholeNumber.init)
            body.severity = try form.number("severity").map(WholeNumber.init)
            body.priority = form.value("priority")
            body.files = form.files
            return body
        }
        return try await JSONBody.read(request, context)
    }
}

/// JSON from outside: 400 when it is none, 422 when a field has the wrong type, 413 when it is too large.
enum JSONBody {
    /// The largest body (bytes): a text of 1 MB, every character escaped, and its fields.
    private static let largest = 8 << 20

    static func read<Body: Decodable>(_ request: Request, _ context: DeskContext) async throws -> Body {
        let bytes = try await request.bytes(upTo: largest)
        do {
            return try JSONDecoder().decode(Body.self, from: bytes.isEmpty ? Data("{}".utf8) : Data(bytes))
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let field = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw DeskError.invalid(field, "Este dato es de otro tipo.", "This field has the wrong type.")
        } catch {
            throw HTTPError(.badRequest)
        }
    }
}

/// A number without fraction. Foundation calls 1.5 for an `Int` corrupt data and does not say where; this says which field.
struct WholeNumber: Codable, Sendable {
    let value: Int

    init(_ value: Int) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        guard let value = try? decoder.singleValueContainer().decode(Int.self) else {
            throw DecodingError.typeMismatch(
                Int.self, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not a whole number"))
        }
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension FormBody {
    static func ifMultipart(_ request: Request, _ context: DeskContext) async throws -> FormBody? {
        guard (request.headers[.contentType] ?? "").lowercased().hasPrefix("multipart/form-data") else { return nil }
        return try await FormBody(request, context)
    }
}

/// ISO 8601 durations without months and years, whose length nobody knows: `P3D`, `PT72H`, `PT1H30M`.
enum ISODuration {
    static func seconds(_ text: String) -> Int64? {
        guard let match = text.wholeMatch(of: /P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?/),
              text.last != "P", text.last != "T"
        else { return nil }
        let parts = [match.1, match.2, match.3, match.4, match.5], units: [Int64] = [604_800, 86_400, 3_600, 60, 1]
        return zip(parts, units).reduce(0) { $0 + ($1.0.flatMap { Int64($0) } ?? 0) * $1.1 }
    }
}

extension CalendarDate {
    /// A date as programs send it, `2027-03-01`.
    ///
    /// - Throws: `.invalid` for anything else.
    static func sent(_ text: String?, as field: String) throws -> CalendarDate? {
        try text.map { text in
            guard let day = CalendarDate(iso: text) else {
                throw DeskError.invalid(field, "Una fecha se escribe como 2027-03-01.", "A date is written like 2027-03-01.")
            }
            return day
        }
    }
}
