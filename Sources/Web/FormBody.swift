import Foundation
import Hummingbird
import Mail
import NIOCore
import ServiceDesk
import SupportPolicy

/// A form that was sent: its fields and files.
struct FormBody: Sendable {
    private(set) var fields: [String: String] = [:]
    private(set) var files: [Upload] = []

    /// A form that nobody has filled in yet.
    init() {}

    subscript(_ name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sets a field that came another way, such as in the query.
    mutating func set(_ name: String, _ value: String) {
        fields[name] = value
    }

    /// Whether it was sent at all.
    func has(_ name: String) -> Bool { fields[name] != nil }

    /// A field's value; `nil` when it is empty.
    func value(_ name: String) -> String? {
        let value = self[name]
        return value.isEmpty ? nil : value
    }

    /// A field that is a number; `nil` when it is empty.
    ///
    /// - Throws: `.invalid` when it is none.
    func number(_ name: String) throws -> Int? {
        try value(name).map { text in
            guard let number = Int(text) else { throw DeskError.invalid(name, "Es un número entero.", "A whole number.") }
            return number
        }
    }

    /// A field that is one of a list.
    ///
    /// - Throws: `.invalid` when it is none of them.
    func choice<Choice: RawRepresentable<String>>(_ name: String) throws -> Choice {
        guard let choice = Choice(rawValue: self[name]) else {
            throw DeskError.invalid(name, "Elija una opción de la lista.", "Choose one of the list.")
        }
        return choice
    }

    /// The fields that every form for a request has.
    func request(via channel: ChannelKind) -> NewRequest {
        var new = NewRequest(requesterEmail: self["email"], channel: channel, subject: self["subject"], description: self["description"])
        new.requesterName = value("name")
        new.rfc = value("rfc")
        new.type = value("type")
        new.category = value("category")
        new.department = value("department")
        new.priority = value("priority")
        return new
    }

    /// Reads a form of either kind.
    ///
    /// - Throws: 413 when it is too large, 400 when it is no form.
    init(_ request: Request, _ context: DeskContext) async throws {
        let type = request.headers[.contentType] ?? ""
        let bytes = try await request.bytes(upTo: context.maxUploadSize)
        if type.lowercased().hasPrefix("multipart/form-data") {
            try readMultipart(bytes, type)
        } else if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            fields = Self.decoded(bytes)
        } else if !bytes.isEmpty {
            throw HTTPError(.badRequest)
        }
    }

    mutating func readMultipart(_ bytes: [UInt8], _ type: String) throws {
        guard let form = MultipartForm(bytes, contentType: type, largestFile: Desk.largestFile + 1) else {
            throw bytes.count > Desk.largestFile ? HTTPError(.contentTooLarge) : HTTPError(.badRequest)
        }
        for part in form.parts {
            if let name = part.fileName {
                guard part.bytes.count <= Desk.largestFile else { throw HTTPError(.contentTooLarge) }
                files.append(Upload(name: name, mediaType: part.mediaType, bytes: part.bytes))
            } else {
                fields[part.name] = part.text
            }
        }
    }

    static func decoded(_ bytes: [UInt8]) -> [String: String] {
        let pairs = String(decoding: bytes, as: UTF8.self).split(separator: "&").map { pair -> (String, String) in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? String($0)
            }
            return (halves[0], halves.count > 1 ? halves[1] : "")
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }
}

extension Request {
    /// What stands behind the `?`, as a form writes it: a plus is a space.
    var query: [String: String] {
        uri.query.map { FormBody.decoded(Array($0.utf8)) } ?? [:]
    }

    /// A body of more than this is not even listened to (bytes).
    private static let patience = 256 << 20

    /// The body in memory.
    ///
    /// What is too large is heard to its end, and dropped: most senders only listen once they have finished, and would
    /// never learn why.
    /// - Throws: 413 when it is larger.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var heard = 0
        for try await buffer in body {
            heard += buffer.readableBytes
            guard heard <= Self.patience else { break }
            if heard <= limit { bytes.append(contentsOf: buffer.readableBytesView) } else { bytes = [] }
        }
        guard heard <= limit else { throw HTTPError(.contentTooLarge) }
        return bytes
    }
}

extension WebServer {
    /// A form of one of our own pages.
    ///
    /// - Throws: 403 when it does not carry the secret of its page.
    func form(_ request: Request, _ context: DeskContext) async throws -> FormBody {
        let form = try await FormBody(request, context)
        guard form["csrf"] == csrfToken(context) else {
            throw Failure.Thrown(failure: Failure(.forbidden, Said(es: "La página caducó", en: "The page expired"), Said(
                es: "Regrese, recargue la página y envíe de nuevo: lo que escribió sigue ahí.",
                en: "Go back, reload the page and send again: what you wrote is still there.")))
        }
        return form
    }
}
