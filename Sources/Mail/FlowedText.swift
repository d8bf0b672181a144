/// Text whose sender's program broke its paragraphs, and says how to put them together again (RFC 3676).
enum FlowedText {
    /// The text in lines as they were written: a line that ends in a space goes on in the next one, if both are quoted alike.
    ///
    /// - Parameter dropsSpace: whether that space was only added to break the line (`delsp=yes`).
    static func joined(_ text: String, dropsSpace: Bool) -> String {
        var lines: [String] = []
        var open: (depth: Int, text: String)?
        for raw in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let marks = raw.prefix { $0 == ">" }
            var line = raw.dropFirst(marks.count)
            // A space that only guards what stands behind it.
            if line.first == " " { line = line.dropFirst() }
            let isSignature = line == "-- "
            if let begun = open, begun.depth != marks.count || isSignature {
                lines.append(begun.text)
                open = nil
            }
            // Grown where it stands: a paragraph of a million lines is read once, not once a line.
            var whole = open?.text ?? (marks.isEmpty ? "" : marks + " ")
            open = nil
            whole += line
            if line.last == " ", !isSignature {
                if dropsSpace { whole.removeLast() }
                open = (marks.count, whole)
            } else {
                lines.append(whole)
            }
        }
        if let open { lines.append(open.text) }
        return lines.joined(separator: "\n")
    }
}
