/// The company's own documents that a request of some kind has to bring with it (FI-11).
extension Policy {
    /// Those that seem to be among the files that came: a file that is named like one, else one that is a document at all. What is
    /// written in it somebody has to look at. Without a name like its own nothing is taken for what an order waits for: it is asked
    /// for then, and whatever came before is rather something else.
    ///
    /// - Parameters:
    ///   - files: by name and media type; each is taken for one document at most.
    ///   - quoted: ids of those that a quote takes which waits for an answer.
    public func formsSeen(among files: [(name: String, mediaType: String)], for facts: TicketFacts, quoted: Set<String> = []) -> [Commitment] {
        var left = files
        let ofRequest = Set(formalities(of: facts).map(\.id))
        let asked = commitments(on: .requiredDocuments).filter { $0.isAttachedForm && (ofRequest.contains($0.id) || quoted.contains($0.id)) }
        let named = asked.filter { form in
            guard let place = left.firstIndex(where: { form.isNamed(by: $0.name) }) else { return false }
            left.remove(at: place)
            return true
        }
        return asked.filter { form in
            if named.contains(where: { $0.id == form.id }) { return true }
            guard form.isGuessed, let place = left.firstIndex(where: Self.isDocument) else { return false }
            left.remove(at: place)
            return true
        }
    }

    private static let documentTypes: Set = [
        "application/pdf", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text", "application/rtf", "text/rtf", "image/tiff",
    ]
    private static let documentEndings: Set = ["pdf", "doc", "docx", "odt", "rtf", "tif", "tiff"]

    /// A page that somebody filled in, printed or scanned; a picture without a name of its own may be anything.
    private static func isDocument(_ file: (name: String, mediaType: String)) -> Bool {
        let type = file.mediaType.lowercased().prefix { $0 != ";" }, ending = file.name.lowercased().split(separator: ".").last ?? ""
        return documentTypes.contains(String(type)) || documentEndings.contains(String(ending))
    }
}

extension Commitment {
    fileprivate var isAttachedForm: Bool {
        if case .requiredDocument(let document) = duty { document.isAttached } else { false }
    }

    fileprivate var isGuessed: Bool {
        if case .requiredDocument(let document) = duty { document.before == nil } else { false }
    }

    private static let plainLetters: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n"]

    /// Whether a file's name has more than half of the words of the document's: `SolicitudControlAcceso_firmada.jpg`.
    fileprivate func isNamed(by file: String) -> Bool {
        func plain(_ text: String) -> String { String(text.lowercased().map { Self.plainLetters[$0] ?? $0 }) }
        let words = plain(label).split { !$0.isLetter }.filter { $0.count > 3 }, name = plain(file)
        return !words.isEmpty && words.count { name.contains($0) } * 2 > words.count
    }
}
