import CGumbo

/// The only file that calls Gumbo, the HTML5 parser: hostile HTML in, a flat run of events out.
enum Gumbo {
    /// What a browser would see, in document order. Tags and attribute names are lowercase; every `open` has its `close`.
    enum Event {
        case open(tag: String, attributes: [(name: String, value: String)])
        case text(String)
        case close(tag: String)
    }

    /// Bytes that one document may take; mail of a megabyte needs a tenth.
    private static let memory = 256 << 20

    /// Processor time that documents may take together, in nanoseconds. A second is twenty times what an honest mail
    /// needs; some documents of a few kilobytes need minutes.
    struct Budget {
        fileprivate var nanoseconds: Int64 = 1_000_000_000
    }

    /// Visits the document without recursion, so that depth costs no stack. Elements named in `skipping`, and all of
    /// SVG and MathML, are left out with everything in them.
    ///
    /// - Returns: `false`, before any event, when the document is too complex to read.
    static func visit(_ html: String, skipping: Set<String>, within budget: inout Budget, _ body: (Event) -> Void) -> Bool {
        let start = ventanilla_thread_time(), nanoseconds = budget.nanoseconds
        guard nanoseconds > 0 else { return false }
        defer { budget.nanoseconds -= ventanilla_thread_time() - start }
        var html = html
        let arena = html.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { ventanilla_html_parse($0.baseAddress, $0.count, memory, nanoseconds) }
        }
        guard let arena else { return false }
        defer { ventanilla_html_free(arena) }
        guard let root = arena.pointee.root else { return true }

        var path: [(tag: String, children: GumboVector, next: Int)] = [("", ventanilla_children(root), 0)]
        while let current = path.last {
            guard current.next < Int(current.children.length) else {
                path.removeLast()
                if !path.isEmpty { body(.close(tag: current.tag)) }
                continue
            }
            path[path.count - 1].next += 1
            guard let node = current.children.data[current.next]?.assumingMemoryBound(to: GumboNode.self) else { continue }
            switch node.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_CDATA, GUMBO_NODE_WHITESPACE:
                body(.text(String(cString: ventanilla_text(node))))
            case GUMBO_NODE_ELEMENT:
                let tag = String(cString: ventanilla_tag(node))
                guard tag != "foreign", !skipping.contains(tag) else { continue }
                body(.open(tag: tag, attributes: attributes(of: node)))
                path.append((tag, ventanilla_children(node), 0))
            default:
                continue
            }
        }
        return true
    }

    private static func attributes(of node: UnsafeMutablePointer<GumboNode>) -> [(name: String, value: String)] {
        let vector = ventanilla_attributes(node)
        return (0..<Int(vector.length)).compactMap { index in
            guard let attribute = vector.data[index]?.assumingMemoryBound(to: GumboAttribute.self).pointee else { return nil }
            return (String(cString: attribute.name), String(cString: attribute.value))
        }
    }
}
