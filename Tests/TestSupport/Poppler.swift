import Foundation

/// What other programs read in a PDF of ours.
package struct PrintedPDF {
    /// The text as it stands on the page, line by line.
    package let text: String
    /// As `pdfinfo` prints it: `Pages`, `Title`, `CreationDate`.
    package let facts: [String: String]
    private let path: String

    package init(_ bytes: [UInt8]) throws {
        path = "\(try TestFolder.shared.path)/\(UUID().uuidString).pdf"
        try Data(bytes).write(to: URL(filePath: path))
        try Shell.run("TZ=UTC pdfinfo '\(path)' > '\(path).info' && pdftotext -layout '\(path)' '\(path).text'")
        text = try String(contentsOfFile: "\(path).text", encoding: .utf8)
        let lines = try String(contentsOfFile: "\(path).info", encoding: .utf8).split(separator: "\n")
        facts = Dictionary(lines.compactMap { line in
            line.firstIndex(of: ":").map { (String(line[..<$0]), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces)) }
        }, uniquingKeysWith: { first, _ in first })
    }

    package var pages: Int { Int(facts["Pages"] ?? "") ?? 0 }

    /// Page by page.
    package var textsOfPages: [String] { text.components(separatedBy: "\u{0C}").filter { !$0.isEmpty } }

    /// Without line breaks and runs of spaces, for words that may stand on two lines.
    package var flatText: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// Without any space: for what is broken within words.
    package var solidText: String { text.filter { !$0.isWhitespace } }

    /// The text that a telephone reads from the code on a page.
    package func code(onPage page: Int) throws -> String {
        try Shell.run("""
            pdftoppm -r 200 -png -singlefile -f \(page) -l \(page) '\(path)' '\(path)'
            zbarimg --quiet --raw '\(path).png' > '\(path).code'
            """)
        return try String(contentsOfFile: "\(path).code", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Where each word ends on its page, in points from the left.
    package func ends(of word: String) throws -> [Double] {
        try Shell.run("pdftotext -bbox '\(path)' '\(path).words'")
        return try String(contentsOfFile: "\(path).words", encoding: .utf8).split(separator: "\n").filter { $0.contains(">\(word)</word>") }.compactMap { line in
            let parts = line.components(separatedBy: "xMax=\"")
            return parts.count == 2 ? Double(parts[1].prefix { $0 != "\"" }) : nil
        }
    }

    /// How many pictures are in it.
    package func pictures() throws -> Int {
        try Shell.run("pdfimages -list '\(path)' > '\(path).pictures'")
        return try String(contentsOfFile: "\(path).pictures", encoding: .utf8).split(separator: "\n").dropFirst(2).count
    }
}
