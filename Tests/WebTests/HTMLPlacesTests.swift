import Foundation
import Testing

/// Reads the source of every page: *where* a hole stands is no type, so it is checked here.
struct HTMLPlacesTests {
    private static let sources = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Web").resolvingSymlinksInPath()

    private static func lines() throws -> [(file: String, line: String)] {
        let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") && $0 != "HTML.swift" }.sorted().flatMap { path in
            try String(contentsOf: sources.appending(path: path), encoding: .utf8)
                .split(separator: "\n")
                .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
                .map { (path, String($0).replacing("\\\"", with: "\"")) }
        }
    }

    private static let forbidden: [(what: String, pattern: String)] = [
        ("a hole in the middle of an address", #"\b(href|src|action|formaction|srcset|poster)="[^"\\]+\\\("#),
        ("a hole in a style or an event attribute", #"[ \n](style|on[a-z]+)="[^"]*\\\("#),
        ("a style attribute at all, which the content policy forbids", #"<[a-z]+[^>]* style="#),
        ("a hole in an attribute without quotes", #"<[a-z][^<>"]* [a-z-]+=\\\("#),
        ("a hole inside of a script or a style", #"<(script|style)[^>]*>[^<]*\\\("#),
        ("an inline script or style", #"<script>|<style"#),
    ]

    @Test func `no hole stands where its escaping would not help`() throws {
        let lines = try Self.lines()
        #expect(lines.count > 500, "the sources were not found at \(Self.sources.path)")
        for (what, pattern) in Self.forbidden {
            let expression = try NSRegularExpression(pattern: pattern)
            for (file, line) in lines {
                let found = expression.firstMatch(in: line, range: NSRange(line.startIndex..., in: line))
                #expect(found == nil, "\(what): \(file): \(line)")
            }
        }
    }

    @Test(arguments: [
        #"<a href="/x/\(folio)">"#, #"<b style="\(color)">"#, #"<b onclick="f(\(x))">"#, #"<input value=\(x)>"#, #"<script>\(x)</script>"#,
    ])
    func `the check itself finds what it should`(line: String) throws {
        let found = try Self.forbidden.contains { _, pattern in
            try NSRegularExpression(pattern: pattern).firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil
        }
        #expect(found)
    }
}
