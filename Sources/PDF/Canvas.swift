import BusinessTime
import CPangoCairo

/// The only file that calls Pango, and Cairo for PDF: sets plain text, and draws on pages.
///
/// Pango keeps its fonts per thread, so a canvas is made, used and left within one call (`Document.pdf`).
/// Texts go in by `pango_layout_set_text` alone: markup is never read.
final class Canvas {
    private let context: OpaquePointer?
    /// `nil` where only pages are counted.
    private let surface: OpaquePointer?
    private let cairo: OpaquePointer?
    private let sink = Sink()
    private var fonts: [Style: (font: OpaquePointer?, attributes: OpaquePointer?)] = [:]

    /// Where Cairo's bytes go.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    /// Sets text like the other, and draws nothing.
    convenience init(counting document: Document) {
        self.init(document, surface: nil)
    }

    convenience init(printing document: Document) {
        self.init(document) { sink in
            let surface = cairo_pdf_surface_create_for_stream({ target, data, length in
                guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque(), document.size.width, document.size.height)
            let title = [document.kind, document.title].filter { !$0.isEmpty }.joined(separator: " · ")
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, PlainText.clean(title))
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, PlainText.clean(document.letterhead.name))
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, PlainText.clean(document.reference))
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Ventanilla")
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, document.createdAt.iso8601)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, document.createdAt.iso8601)
            return surface
        }
    }

    private init(_ document: Document, surface make: ((Sink) -> OpaquePointer?)?) {
        context = pango_font_map_create_context(pango_cairo_font_map_get_default())
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string(document.language))
        pango_context_set_round_glyph_positions(context, 0)
        // Paper has no points to fit letters to.
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        surface = make?(sink)
        cairo = surface.map { cairo_create($0) } ?? nil
    }

    deinit {
        for (font, attributes) in fonts.values {
            pango_font_description_free(font)
            pango_attr_list_unref(attributes)
        }
        if let cairo { cairo_destroy(cairo) }
        if let surface { cairo_surface_destroy(surface) }
        g_object_unref(context.map(UnsafeMutableRawPointer.init))
    }

    func turnPage() {
        if let cairo { cairo_show_page(cairo) }
    }

    /// The file, when everything is drawn.
    func bytes() throws(PrintingError) -> [UInt8] {
        turnPage()
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else { throw PrintingError(reason: String(cString: cairo_status_to_string(status))) }
        return sink.bytes
    }
}

// MARK: Text

/// A text set in lines, ready to be drawn.
final class SetText {
    let style: Style
    /// The width of each line, in points.
    let widths: [Double]
    fileprivate let layout: OpaquePointer?
    fileprivate let lines: [UnsafeMutablePointer<PangoLayoutLine>]

    fileprivate init(_ layout: OpaquePointer?, _ style: Style) {
        (self.layout, self.style) = (layout, style)
        var lines: [UnsafeMutablePointer<PangoLayoutLine>] = []
        var next = pango_layout_get_lines_readonly(layout)
        while let node = next {
            if let line = node.pointee.data { lines.append(line.assumingMemoryBound(to: PangoLayoutLine.self)) }
            next = node.pointee.next
        }
        self.lines = lines
        widths = lines.map { line in
            var logical = PangoRectangle()
            pango_layout_line_get_extents(line, nil, &logical)
            return Double(logical.width) / Double(PANGO_SCALE)
        }
    }

    deinit { g_object_unref(layout.map(UnsafeMutableRawPointer.init)) }

    var count: Int { lines.count }
    var height: Double { Double(lines.count) * style.leading }
}

extension Canvas {
    private static let families = "Open Sans,Noto Sans,DejaVu Sans,Noto Sans CJK SC"
    private static let monospaced = "DejaVu Sans Mono,Noto Sans Mono,Noto Sans Mono CJK SC"

    /// Breaks a text into lines of at most `width` points, within words where it must; `nil`: only at its own breaks.
    func set(_ text: String, _ style: Style, width: Double? = nil) -> SetText {
        let layout = pango_layout_new(context)
        let (font, attributes) = fonts[style] ?? load(style)
        pango_layout_set_font_description(layout, font)
        pango_layout_set_attributes(layout, attributes)
        pango_layout_set_wrap(layout, style.breaksAnywhere ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR)
        pango_layout_set_width(layout, width.map { Int32($0 * Double(PANGO_SCALE)) } ?? -1)
        var text = PlainText.clean(text)
        text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { pango_layout_set_text(layout, $0.baseAddress, Int32($0.count)) }
        }
        return SetText(layout, style)
    }

    /// Draws one line; `x` is its left end.
    func draw(_ line: Int, of text: SetText, x: Double, top: Double, color: Color) {
        guard let cairo else { return }
        use(color)
        cairo_move_to(cairo, x, top + text.style.baseline)
        pango_cairo_show_layout_line(cairo, text.lines[line])
    }

    /// Draws a short text as outlines, centred on a point and turned by an angle: ornament, which nobody searches.
    func drawOutline(_ text: SetText, x: Double, y: Double, angle: Double, color: Color) {
        guard let cairo, let line = text.lines.first else { return }
        use(color)
        cairo_save(cairo)
        cairo_translate(cairo, x, y)
        cairo_rotate(cairo, angle)
        cairo_move_to(cairo, -text.widths[0] / 2, text.style.size * 0.36)
        pango_cairo_layout_line_path(cairo, line)
        cairo_fill(cairo)
        cairo_restore(cairo)
    }

    private func load(_ style: Style) -> (font: OpaquePointer?, attributes: OpaquePointer?) {
        let font = pango_font_description_new()
        pango_font_description_set_family(font, style.isMonospaced ? Self.monospaced : Self.families)
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(font, style.weight.pango)
        let attributes = pango_attr_list_new()
        // A hyphen that nobody wrote would change an address or a number.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        if style.hasTabularFigures { pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1")) }
        fonts[style] = (font, attributes)
        return (font, attributes)
    }
}

extension Style.Weight {
    fileprivate var pango: PangoWeight {
        switch self {
        case .light: PANGO_WEIGHT_LIGHT
        case .regular: PANGO_WEIGHT_NORMAL
        case .semibold: PANGO_WEIGHT_SEMIBOLD
        }
    }
}

// MARK: Shapes

extension Canvas {
    func fill(x: Double, y: Double, width: Double, height: Double, color: Color) {
        fill([(x, y, width, height)], color: color)
    }

    /// Rectangles as one shape, so that squares that touch show no seam.
    func fill(_ rectangles: [(x: Double, y: Double, width: Double, height: Double)], color: Color) {
        guard let cairo else { return }
        use(color)
        for one in rectangles { cairo_rectangle(cairo, one.x, one.y, one.width, one.height) }
        cairo_fill(cairo)
    }

    /// A line through points.
    func stroke(_ points: [(x: Double, y: Double)], closed: Bool = false, width: Double, color: Color, alpha: Double = 1) {
        guard let cairo, let first = points.first else { return }
        use(color, alpha)
        cairo_set_line_width(cairo, width)
        cairo_move_to(cairo, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(cairo, point.x, point.y) }
        if closed { cairo_close_path(cairo) }
        cairo_stroke(cairo)
    }

    func circle(x: Double, y: Double, radius: Double, width: Double, color: Color) {
        guard let cairo else { return }
        use(color)
        cairo_set_line_width(cairo, width)
        cairo_new_sub_path(cairo)
        cairo_arc(cairo, x, y, radius, 0, 2 * .pi)
        cairo_stroke(cairo)
    }

    /// A picture within a box, as large as fits, at its top left.
    func draw(_ picture: Picture, x: Double, y: Double, width: Double, height: Double) {
        guard let cairo else { return }
        let scale = min(width / picture.width, height / picture.height)
        cairo_save(cairo)
        cairo_translate(cairo, x, y)
        cairo_scale(cairo, scale, scale)
        cairo_set_source_surface(cairo, picture.surface, 0, 0)
        cairo_paint(cairo)
        cairo_restore(cairo)
    }

    private func use(_ color: Color, _ alpha: Double = 1) {
        cairo_set_source_rgba(cairo, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255, alpha)
    }
}

/// A PNG read from memory.
final class Picture {
    let width, height: Double
    fileprivate let surface: OpaquePointer

    /// More points than this are refused before any memory is taken for them.
    private static let mostPoints = 4_000_000

    /// - Returns: `nil` for what is no PNG, or a damaged or huge one.
    init?(png: [UInt8]) {
        guard let size = Self.size(of: png), size.width * size.height <= Self.mostPoints else { return nil }
        var rest = png[...]
        let surface = withUnsafeMutablePointer(to: &rest) { rest in
            cairo_image_surface_create_from_png_stream({ source, target, length in
                guard let source, let target else { return CAIRO_STATUS_READ_ERROR }
                let rest = source.assumingMemoryBound(to: ArraySlice<UInt8>.self)
                guard rest.pointee.count >= Int(length) else { return CAIRO_STATUS_READ_ERROR }
                for index in 0..<Int(length) { target[index] = rest.pointee[rest.pointee.startIndex + index] }
                rest.pointee.removeFirst(Int(length))
                return CAIRO_STATUS_SUCCESS
            }, rest)
        }
        guard let surface else { return nil }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(surface)
            return nil
        }
        (self.surface, width, height) = (surface, Double(size.width), Double(size.height))
    }

    deinit { cairo_surface_destroy(surface) }

    /// What the file's first chunk says.
    private static func size(of png: [UInt8]) -> (width: Int, height: Int)? {
        guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), png.count > 24 else { return nil }
        func number(at offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (number(at: 16), number(at: 20))
        return (1...20_000).contains(width) && (1...20_000).contains(height) ? (width, height) : nil
    }
}
