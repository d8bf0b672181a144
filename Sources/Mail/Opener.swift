/// Opens the parts in which others are wrapped in ways that the MIME parser leaves alone: what S/MIME signed without leaving
/// it readable, Outlook's `winmail.dat`, and a multipart that does not say, or says wrongly, how its parts are told apart.
struct Opener {
    let limits: InboundMessage.Limits
    private(set) var problems: Set<Problem> = []

    init(_ limits: InboundMessage.Limits) {
        self.limits = limits
    }

    /// Wrappers in wrappers; nobody's mail has more.
    private static let mostLayers = 3

    mutating func open(_ part: MIMEPart, layer: Int = 0) -> MIMEPart {
        var part = part
        switch part.content {
        case .parts(let parts):
            part.content = .parts(parts.map { open($0, layer: layer) })
        case .bytes(let bytes) where layer < Self.mostLayers && part.isSMIME:
            guard let content = SignedData.content(of: bytes) else { return part }
            part.mediaType = "multipart/signed"
            part.content = .parts([read(content, layer)])
        case .bytes(let bytes) where TNEF.mediaTypes.contains(part.mediaType) || part.fileName?.lowercased() == "winmail.dat":
            guard let parts = TNEF.parts(of: bytes, limits) else { return part }
            part.mediaType = TNEF.mediaType
            part.content = .parts(parts)
        case .bytes(let bytes) where part.mediaType.hasPrefix("multipart/"):
            problems.insert(.missingBoundary)
            guard layer < Self.mostLayers, let boundary = Self.boundary(in: bytes) else { return .text(bytes) }
            return read(Array("Content-Type: \(part.mediaType); boundary=\"\(boundary)\"\r\n\r\n".utf8) + bytes, layer)
        case .bytes, .message, .omitted: break
        }
        return part
    }

    /// What the bytes of a part are that was wrapped: itself under the limits of a message.
    private mutating func read(_ bytes: [UInt8], _ layer: Int) -> MIMEPart {
        guard let reading = InboundMessage.reading(bytes, limits, &problems), !reading.headers.isEmpty, let root = reading.root else { return .text(bytes) }
        return open(root, layer: layer + 1)
    }

    /// The first line of two dashes and a word, where the word is met again.
    private static func boundary(in bytes: [UInt8]) -> String? {
        let lines = bytes.prefix(1 << 20).split(separator: UInt8(ascii: "\n"), maxSplits: 5_000)
        let legal = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=?".utf8)
        let dashed = lines.lazy.map { $0.last == 13 ? $0.dropLast() : $0 }.filter { $0.starts(with: "--".utf8) }
        guard let first = dashed.first, (3...72).contains(first.count), first.allSatisfy(legal.contains) else { return nil }
        guard dashed.dropFirst().contains(where: { $0.starts(with: first) }) else { return nil }
        return String(decoding: first.dropFirst(2), as: UTF8.self)
    }
}

extension MIMEPart {
    /// A part that S/MIME signed or encrypted.
    var isSMIME: Bool { mediaType == "application/pkcs7-mime" || mediaType == "application/x-pkcs7-mime" }

    fileprivate static func text(_ bytes: [UInt8]) -> MIMEPart { MIMEPart(mediaType: "text/plain", content: .bytes(bytes)) }
}
