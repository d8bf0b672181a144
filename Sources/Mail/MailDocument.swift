extension InboundMessage {
    /// Its HTML as a whole document for a frame without rights: the pictures that came with it stand inside of it, so that the
    /// frame asks nobody for anything.
    ///
    /// - Returns: `nil` when it has no HTML.
    public var document: [UInt8]? {
        guard let html else { return nil }
        return Array(Self.head.utf8) + Array(withPictures(html).utf8) + Array("\n</body></html>\n".utf8)
    }

    /// The only style that the document may have; whoever serves it names its digest.
    public static let documentStyle = """
        body{margin:0;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;overflow-wrap:anywhere}\
        img{max-width:100%;height:auto}table{max-width:100%;border-collapse:collapse}td,th{padding:.15rem .4rem;vertical-align:top}\
        pre{white-space:pre-wrap}blockquote{margin:.5rem 0;padding-left:1rem;border-left:2px solid #ccc}a[href]{color:#0b57a4}\
        .remote-image{display:inline-block;padding:.1rem .4rem;border:1px dashed #767676;color:#595959}
        """

    /// Links leave the frame: they open beside the page, which they cannot touch.
    private static let head = """
        <!doctype html>
        <html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
        <title>Correo</title><base target="_blank"><style>\(documentStyle)</style></head><body>

        """

    /// Bytes of pictures that stand in one document.
    private static let mostPictures = 8 << 20

    /// Puts pictures where the writer of the safe HTML put their names. That text inside of it looks like a name is not
    /// possible: its quotes are escaped.
    private func withPictures(_ html: String) -> String {
        let pieces = html.split(separator: "src=\"cid:", omittingEmptySubsequences: false)
        var room = Self.mostPictures
        var known: [Substring: String] = [:]
        return pieces.dropFirst().reduce(into: String(pieces[0])) { document, piece in
            let id = piece.prefix { $0 != "\"" }
            if known[id] == nil {
                let picture = attachments.first { $0.contentID.map(HTMLText.escaped) == String(id) }
                known[id] = picture.flatMap { $0.bytes.count <= room ? PictureKind($0.bytes) : nil }.map { kind in
                    room -= picture!.bytes.count
                    return "data:\(kind.rawValue);base64," + GMime.base64(picture!.bytes)
                } ?? ""
            }
            document += "src=\"" + (known[id] ?? "") + piece.dropFirst(id.count)
        }
    }
}

/// Pictures that browsers draw and cannot run, known by their first bytes: what a part says of itself counts for nothing.
private enum PictureKind: String {
    case png = "image/png", jpeg = "image/jpeg", gif = "image/gif", webp = "image/webp"

    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: Array("GIF8".utf8)) {
            self = .gif
        } else if bytes.starts(with: Array("RIFF".utf8)), bytes.count > 12, bytes[8..<12].elementsEqual("WEBP".utf8) {
            self = .webp
        } else {
            return nil
        }
    }
}
