/// A file that came, or goes, with a message.
public struct Attachment: Hashable, Sendable {
    /// Safe to store and to offer for download: one path component without control characters. Never empty.
    public var name: String
    /// Lowercase, such as `application/pdf`; what the sender claims, not what the bytes are.
    public var mediaType: String
    public var bytes: [UInt8]
    /// Without angle brackets; HTML refers to it as `cid:`.
    public var contentID: String?
    /// Meant to be seen inside the text, such as a pasted screenshot.
    public var isInline: Bool

    public init(name: String, mediaType: String, bytes: [UInt8], contentID: String? = nil, isInline: Bool = false) {
        self.name = FileName.safe(name) ?? "archivo"
        self.mediaType = mediaType
        self.bytes = bytes
        self.contentID = contentID
        self.isInline = isInline
    }
}

/// The names of files that strangers send.
public enum FileName {
    /// The name without folders, control characters, marks that reverse reading, and what file systems refuse;
    /// at most 180 bytes, of which the extension is kept.
    ///
    /// - Returns: `nil` when nothing is left of it.
    public static func safe(_ name: String) -> String? {
        let component = CleanText.line(name, limit: 4000).split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        var clean = String(component.map { "<>:\"|?*".contains($0) ? "_" : $0 }).trimmed
        while clean.last == "." || clean.last == " " { clean.removeLast() }
        while clean.first == "." || clean.first == " " { clean.removeFirst() }
        guard !clean.isEmpty else { return nil }
        return shortened(clean, to: 180)
    }

    private static func shortened(_ name: String, to limit: Int) -> String {
        guard name.utf8.count > limit else { return name }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let ending = name[dot...].utf8.count <= 16 ? name[dot...] : ""
        var stem = name[..<dot]
        while stem.utf8.count + ending.utf8.count > limit { stem.removeLast() }
        return String(stem + ending)
    }

    /// A name for a part that brought none.
    static func invented(for mediaType: String, number: Int) -> String {
        let endings = [
            "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "application/pdf": "pdf", "text/calendar": "ics",
            "text/plain": "txt", "text/html": "html", "message/rfc822": "eml", "application/xml": "xml", "text/xml": "xml",
            "text/rtf": "rtf", "application/rtf": "rtf", "text/csv": "csv", "text/markdown": "md", "application/json": "json", "application/zip": "zip",
            "application/ics": "ics", "image/webp": "webp", "image/heic": "heic", "image/tiff": "tif", "image/svg+xml": "svg", "video/mp4": "mp4",
            "audio/mpeg": "mp3", "application/msword": "doc", "application/vnd.ms-excel": "xls",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        ]
        return "adjunto-\(number).\(endings[mediaType] ?? "bin")"
    }
}
