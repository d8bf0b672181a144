import Glibc

/// What stands at the end of a paper: lines to sign on, the code to check it by, the seal.
extension Flow {
    mutating func setSignatures(_ signatures: [Block.Signature]) {
        let gap = 36.0, each = (width - gap) / 2
        for pair in stride(from: 0, to: signatures.count, by: 2) {
            let row = signatures[pair..<min(pair + 2, signatures.count)].enumerated().map { index, signature in
                let x = left + Double(index) * (each + gap)
                var column = Setting.Column(canvas.set(signature.name.isEmpty ? " " : signature.name, .body, width: each), x: x, width: each)
                column.lines += Setting.Column.lines(canvas.set(signature.role, .small, width: each), .soft)
                return column
            }
            let setting = Setting(columns: row, above: 42, below: 4)
            need(setting.height)
            for column in row { canvas.fill(x: column.x, y: y + 37, width: each, height: 0.7, color: .ink) }
            place(setting)
        }
    }

    mutating func setProof(_ proof: Block.Proof) {
        let side = 84.0, sealSide = proof.seal == nil ? 0 : 108.0
        let code = QRCode(proof.address)
        let start = left + (code == nil ? 0 : side + 18), room = right - start - (sealSide > 0 ? sealSide + 14 : 0)
        var words = Setting.Column(canvas.set(proof.title, .strong, width: room), x: start, width: room)
        words.lines += Setting.Column.lines(canvas.set(proof.text, .small, width: room), .soft)
        words.lines += Setting.Column.lines(canvas.set(proof.address, .address, width: room), .soft)
        let height = max(words.height, max(side, sealSide))
        y += 4
        need(height)
        // Whatever comes before it, it stands at the foot of its page.
        y = max(y, bottom - height)
        if let code { draw(code, x: left, y: y + (height - side) / 2, side: side) }
        if let seal = proof.seal { draw(seal, x: right - sealSide / 2, y: y + height / 2, radius: sealSide / 2) }
        let end = y + height
        y += max(0, (height - side) / 2 - 2)
        place(Setting(columns: [words]))
        y = max(y, end)
    }

    /// The white around a code is the paper's own.
    private func draw(_ code: QRCode, x: Double, y: Double, side: Double) {
        let module = side / Double(code.modules.count)
        var runs: [(x: Double, y: Double, width: Double, height: Double)] = []
        for (row, modules) in code.modules.enumerated() {
            var start: Int?
            for (column, isBlack) in (modules + [false]).enumerated() {
                if isBlack, start == nil { start = column }
                if !isBlack, let from = start {
                    runs.append((x + Double(from) * module, y + Double(row) * module, Double(column - from) * module, module))
                    start = nil
                }
            }
        }
        canvas.fill(runs, color: Color(red: 0, green: 0, blue: 0))
    }

    /// Two rims with words between them, a rosette of fine lines, initials in the middle.
    private func draw(_ seal: Block.Seal, x: Double, y: Double, radius: Double) {
        canvas.circle(x: x, y: y, radius: radius - 1, width: 1.1, color: accent)
        canvas.circle(x: x, y: y, radius: radius - 3.2, width: 0.4, color: accent)
        canvas.circle(x: x, y: y, radius: radius - 15.5, width: 0.4, color: accent)
        for turn in 0..<6 {
            let points = (0..<360).map { step in
                let angle = Double(step) * .pi / 180
                let wave = cos(angle * 12 + Double(turn) * .pi / 3)
                let distance = radius * (0.55 + 0.135 * wave)
                return (x + distance * cos(angle), y + distance * sin(angle))
            }
            canvas.stroke(points, closed: true, width: 0.35, color: accent, alpha: 0.7)
        }
        let center = canvas.set(String(seal.center.prefix(4)), Style(size: radius * 0.36, leading: radius * 0.5, weight: .semibold))
        canvas.drawOutline(center, x: x, y: y, angle: 0, color: accent)
        drawRim(String(seal.rim.prefix(80)), x: x, y: y, radius: radius - 9.3)
    }

    /// Letters around the circle, one by one, from a little star at the foot to the other side of it.
    private func drawRim(_ rim: String, x: Double, y: Double, radius: Double) {
        let text = rim.uppercased()
        let spacing = 1.1
        var size = 6.6
        func letters() -> [SetText] {
            text.map { canvas.set(String($0), Style(size: size, leading: size, weight: .semibold)) }
        }
        var set = letters()
        func length() -> Double { set.reduce(0) { $0 + ($1.widths.first ?? 0) + spacing } }
        let most = 2 * .pi * radius - 16
        if length() > most {
            size *= most / length()
            set = letters()
        }
        var angle = -.pi / 2 - length() / radius / 2
        for letter in set {
            let half = ((letter.widths.first ?? 0) + spacing) / radius / 2
            angle += half
            canvas.drawOutline(letter, x: x + radius * cos(angle), y: y + radius * sin(angle), angle: angle + .pi / 2, color: accent)
            angle += half
        }
        canvas.circle(x: x, y: y + radius, radius: 0.9, width: 1.2, color: accent)
    }
}
