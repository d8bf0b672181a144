/// A form as browsers send it with files (RFC 7578): MIME, and therefore read by the same parser as mail.
public struct MultipartForm: Sendable {
    /// One field or file.
    public struct Part: Sendable {
        public let name: String
        /// Safe; `nil` for a plain field. A file field left empty is not a part.
        public let fileName: String?
        public let mediaType: String
        public let bytes: [UInt8]

        /// A plain field's text; bytes that are not UTF-8 become U+FFFD.
        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    public let parts: [Part]

    /// - Parameters:
    ///   - contentType: the request's header, with its boundary.
    ///   - largestFile: bytes of one part.
    /// - Returns: `nil` when it is no such form, or a part is larger.
    public init?(_ body: [UInt8], contentType: String, largestFile: Int) {
        guard contentType.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        var limits = InboundMessage.Limits()
        limits.attachment = largestFile
        limits.parts = 200
        let head = Array("MIME-Version: 1.0\r\nContent-Type: \(contentType)\r\n\r\n".utf8)
        guard let root = GMime.read(head + body, limits: limits)?.root, case .parts(let parts) = root.content else { return nil }
        var read: [Part] = []
        for part in parts {
            guard let name = part.formName, let bytes = part.rawBytes else { return nil }
            if let raw = part.fileName, raw.isEmpty, bytes.isEmpty { continue }
            read.append(Part(name: name, fileName: part.fileName.map { FileName.safe($0) ?? "archivo" }, mediaType: part.mediaType, bytes: bytes))
        }
        self.parts = read
    }
}

extension MIMEPart {
    /// The content as it came, whatever its type claims; `nil` beyond a limit.
    fileprivate var rawBytes: [UInt8]? {
        switch content {
        case .bytes(let bytes), .message(_, let bytes): bytes
        case .parts, .omitted: nil
        }
    }
}
